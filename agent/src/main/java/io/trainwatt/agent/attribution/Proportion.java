package io.trainwatt.agent.attribution;

import java.math.BigInteger;

/** Exact shares of whole amounts. */
final class Proportion {
  private Proportion() {}

  /**
   * {@code amount * part / whole}, rounded down, exact for all sizes.
   *
   * @param part 0 to {@code whole}
   * @param whole above 0
   */
  static long of(long amount, long part, long whole) {
    if (part < 0 || whole <= 0 || part > whole || amount < 0) {
      throw new IllegalArgumentException("%d of %d of %d".formatted(part, whole, amount));
    }
    long low = amount * part;
    if (Math.multiplyHigh(amount, part) == 0 && low >= 0) {
      return low / whole;
    }
    return BigInteger.valueOf(amount)
        .multiply(BigInteger.valueOf(part))
        .divide(BigInteger.valueOf(whole))
        .longValueExact();
  }
}
