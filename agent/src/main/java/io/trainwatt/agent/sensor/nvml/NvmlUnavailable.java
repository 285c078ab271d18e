package io.trainwatt.agent.sensor.nvml;

/** The library cannot be used; the message says why. */
final class NvmlUnavailable extends Exception {
  private static final long serialVersionUID = 1;

  private final String remedy;
  private final boolean absent;

  private NvmlUnavailable(String message, String remedy, boolean absent) {
    super(message);
    this.remedy = remedy;
    this.absent = absent;
  }

  /** It is not on this machine, or not a library for it. */
  static NvmlUnavailable absent(String message, String remedy) {
    return new NvmlUnavailable(message, remedy, true);
  }

  /** It is there and refuses. */
  static NvmlUnavailable refused(NvmlFunction function, int code) {
    return new NvmlUnavailable(
        new Answer.Refused(function, code).words(), ReturnCode.remedy(code), false);
  }

  /** One line that mends it; empty where there is none. */
  String remedy() {
    return remedy;
  }

  /** Whether it is not there at all. */
  boolean isAbsent() {
    return absent;
  }
}
