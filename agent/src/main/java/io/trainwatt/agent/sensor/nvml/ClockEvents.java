package io.trainwatt.agent.sensor.nvml;

import java.util.ArrayList;
import java.util.List;

/** Why a GPU's clock is held down, in words. */
final class ClockEvents {
  private static final long KNOWN_BITS = 0x1ff;

  private ClockEvents() {}

  /**
   * @param bits of {@code nvmlDeviceGetCurrentClocksEventReasons}
   */
  static List<String> words(long bits) {
    List<String> words = new ArrayList<>(2);
    for (long rest = bits & KNOWN_BITS; rest != 0; rest &= rest - 1) {
      words.add(word(Long.lowestOneBit(rest)));
    }
    if ((bits & ~KNOWN_BITS) != 0) {
      words.add("other");
    }
    return words;
  }

  private static String word(long bit) {
    return switch ((int) bit) {
      case 0x1 -> "idle";
      case 0x2 -> "application clocks";
      case 0x4 -> "software power cap";
      case 0x8 -> "hardware slowdown";
      case 0x10 -> "sync boost";
      case 0x20 -> "software thermal";
      case 0x40 -> "hardware thermal";
      case 0x80 -> "hardware power brake";
      default -> "display clock";
    };
  }
}
