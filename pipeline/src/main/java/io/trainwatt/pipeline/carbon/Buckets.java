package io.trainwatt.pipeline.carbon;

import java.math.BigInteger;

/** Time in buckets of five minutes, UTC: what energy and factors meet in. Pure. */
final class Buckets {
  static final long MICROS = 300_000_000L;
  static final int A_DAY = 288;

  private Buckets() {}

  static long of(long wallMicros) {
    return Math.floorDiv(wallMicros, MICROS);
  }

  static long startMicros(long bucket) {
    return bucket * MICROS;
  }

  static long day(long bucket) {
    return Math.floorDiv(bucket, A_DAY);
  }

  static int inDay(long bucket) {
    return (int) Math.floorMod(bucket, (long) A_DAY);
  }

  /** Whole microjoules of a stretch that fall into a part of it, rounded down. */
  static long share(long microjoules, long part, long whole) {
    long high = Math.multiplyHigh(microjoules, part);
    long low = microjoules * part;
    if (high == 0 && low >= 0) {
      return low / whole;
    }
    return BigInteger.valueOf(microjoules)
        .multiply(BigInteger.valueOf(part))
        .divide(BigInteger.valueOf(whole))
        .longValueExact();
  }
}
