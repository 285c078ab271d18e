package io.trainwatt.agent.sensor.tpu;

import java.io.Serial;

/** A metric service that gave no usable answer. */
final class TpuFailure extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean nobodyServes;

  private TpuFailure(String problem, boolean nobodyServes) {
    super(problem);
    this.nobodyServes = nobodyServes;
  }

  /** It answers wrongly, late or never. */
  static TpuFailure broken(String problem) {
    return new TpuFailure(problem, false);
  }

  /** Nothing listens: no workload holds libtpu, or it serves no metrics. */
  static TpuFailure refused(String problem) {
    return new TpuFailure(problem, true);
  }

  String problem() {
    return String.valueOf(getMessage());
  }

  boolean nobodyServes() {
    return nobodyServes;
  }
}
