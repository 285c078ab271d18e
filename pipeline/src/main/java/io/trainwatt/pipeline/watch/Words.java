package io.trainwatt.pipeline.watch;

import java.math.BigDecimal;
import java.math.MathContext;

/** Quantities as a reader of an alert wants them. Pure. */
final class Words {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final double JOULES_PER_KILOWATT_HOUR = 3.6e6;

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

  /** "31 J", "4.2 kJ", "1.34 kWh". */
  static String energy(double microjoules) {
    double joules = microjoules / MICROS_PER_SECOND;
    if (joules >= 0.1 * JOULES_PER_KILOWATT_HOUR) {
      return number(joules / JOULES_PER_KILOWATT_HOUR) + " kWh";
    }
    return joules >= 1_000 ? number(joules / 1_000) + " kJ" : number(joules) + " J";
  }

  /** Three digits that count. */
  static String number(double value) {
    if (!Double.isFinite(value) || value == 0) {
      return value == 0 ? "0" : Double.toString(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    return exponent < -4 || exponent > 6 ? rounded.toString() : rounded.toPlainString();
  }

  /** Of a part of a whole: "37 %". */
  static String share(double part) {
    return Math.round(100 * part) + " %";
  }

  /** "2 %". */
  static String percent(int ppm) {
    return BigDecimal.valueOf(ppm, 4).stripTrailingZeros().toPlainString() + " %";
  }
}
