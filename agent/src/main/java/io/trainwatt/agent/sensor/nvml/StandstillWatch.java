package io.trainwatt.agent.sensor.nvml;

import java.util.OptionalLong;

/**
 * Notices an energy counter that stands still, or cannot be read, while the board's own gauge shows
 * that it draws power. Used by one thread.
 */
final class StandstillWatch {
  /** Counters move each 100 ms at least: one that has not for so long is no sample. */
  private static final long SUSPICIOUS_NANOS = 500_000_000L;

  /** After so long the gauge is trusted instead. */
  private static final long BROKEN_NANOS = 10_000_000_000L;

  /** Below this a counter of millijoules may rest between two looks. */
  private static final long DRAWS_MILLIWATTS = 1_000;

  private OptionalLong last = OptionalLong.empty();
  private long movedNanos;
  private long milliwatts;

  /** What to make of a counter. */
  enum Verdict {
    GOOD,
    /** It may be late: what it shows now is not used. */
    SUSPICIOUS,
    BROKEN
  }

  /**
   * Looks once.
   *
   * @param counter what it shows; absent if it could not be read
   * @param power milliwatts the gauge shows at the same time; absent if it shows none
   */
  Verdict look(long nowNanos, OptionalLong counter, OptionalLong power) {
    boolean moved = counter.isPresent() && !counter.equals(last);
    boolean first = last.isEmpty() && movedNanos == 0;
    if (counter.isPresent()) {
      last = counter;
    }
    if (moved || first || power.orElse(0) < DRAWS_MILLIWATTS) {
      movedNanos = nowNanos;
      return Verdict.GOOD;
    }
    milliwatts = power.orElse(0);
    long still = nowNanos - movedNanos;
    if (still >= BROKEN_NANOS) {
      return Verdict.BROKEN;
    }
    return still >= SUSPICIOUS_NANOS ? Verdict.SUSPICIOUS : Verdict.GOOD;
  }

  /** What it saw, in words. */
  String words(long nowNanos) {
    return "its energy counter has not moved for %d ms while the board draws %d W"
        .formatted((nowNanos - movedNanos) / 1_000_000, milliwatts / 1_000);
  }
}
