package io.trainwatt.pipeline.watch;

import java.math.BigDecimal;

/** Quantities as a reader of an alert wants them. Pure. */
final class Words {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private Words() {}

  /** "45 s", "12 min", "3 h 20 min". */
  static String duration(long micros) {
    long seconds = micros / MICROS_PER_SECOND;
    if (seconds < 120) {
      return micros < MICROS_PER_SECOND && micros > 0 ? "under 1 s" : seconds + " s";
    }
    long minutes = seconds / 60;
    return minutes < 120 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }

  /** "2 %". */
  static String percent(int ppm) {
    return BigDecimal.valueOf(ppm, 4).stripTrailingZeros().toPlainString() + " %";
  }
}
