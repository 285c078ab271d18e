package io.trainwatt.agent.sensor.nvml;

import java.util.HashMap;
import java.util.Map;

/**
 * What a function of the library answers, {@code nvmlReturn_t}, as far as it makes a difference.
 */
enum ReturnCode {
  SUCCESS(0, "done", ""),
  UNINITIALIZED(1, "the library is not initialised", ""),
  INVALID_ARGUMENT(2, "invalid argument", ""),
  NOT_SUPPORTED(3, "not supported by this GPU", ""),
  NO_PERMISSION(
      4,
      "permission denied",
      "give the agent's user access to /dev/nvidiactl and /dev/nvidia<N>, or run it as root"),
  NOT_FOUND(6, "nothing found", ""),
  INSUFFICIENT_SIZE(7, "more than there is room for", ""),
  DRIVER_NOT_LOADED(9, "the driver is not loaded", "sudo modprobe nvidia"),
  TIMEOUT(10, "timed out", ""),
  LIBRARY_NOT_FOUND(12, "a library it needs was not found", "install the NVIDIA driver again"),
  FUNCTION_NOT_FOUND(13, "the library has no such function", "a newer driver has it"),
  CORRUPTED_INFOROM(14, "the GPU's own store is corrupt", ""),
  GPU_IS_LOST(
      15,
      "the GPU is lost: it has fallen off the bus",
      "sudo dmesg | grep Xid   # says why; a reboot, or reseating it, brings it back"),
  RESET_REQUIRED(
      16, "the GPU needs a reset", "sudo nvidia-smi --gpu-reset   # when nobody uses it"),
  OPERATING_SYSTEM(
      17,
      "the operating system, or a container's device rules, forbid it",
      "run the agent where the GPUs are visible, as on the host"),
  VERSION_MISMATCH(
      18,
      "the library and the loaded driver are of different versions: the driver was upgraded",
      "reboot, or unload and load the driver; the agent goes on by itself then"),
  IN_USE(19, "in use", ""),
  MEMORY(20, "out of memory", ""),
  NO_DATA(21, "no data", ""),
  ARGUMENT_VERSION_MISMATCH(25, "of another version than asked for", ""),
  DEPRECATED(26, "deprecated", ""),
  NOT_READY(27, "not ready", ""),
  GPU_NOT_FOUND(28, "no GPU found", ""),
  UNKNOWN(999, "an error it does not name", "");

  private static final Map<Integer, ReturnCode> BY_NUMBER = new HashMap<>();

  static {
    for (ReturnCode code : values()) {
      BY_NUMBER.put(code.number, code);
    }
  }

  private final int number;
  private final String words;
  private final String remedy;

  ReturnCode(int number, String words, String remedy) {
    this.number = number;
    this.words = words;
    this.remedy = remedy;
  }

  int number() {
    return number;
  }

  static String words(int number) {
    ReturnCode code = BY_NUMBER.get(number);
    return code == null ? "error " + number : "%s (error %d)".formatted(code.words, number);
  }

  /** One line that mends it; empty where there is none. */
  static String remedy(int number) {
    ReturnCode code = BY_NUMBER.get(number);
    return code == null ? "" : code.remedy;
  }

  /** Whether the next try may well succeed: what was refused is there nevertheless. */
  static boolean passes(int number) {
    return number == TIMEOUT.number
        || number == IN_USE.number
        || number == MEMORY.number
        || number == NO_DATA.number
        || number == NOT_READY.number
        || number == UNKNOWN.number;
  }

  /** Whether no device can be read until the library has been opened anew. */
  static boolean endsSession(int number) {
    return number == UNINITIALIZED.number
        || number == DRIVER_NOT_LOADED.number
        || number == VERSION_MISMATCH.number;
  }
}
