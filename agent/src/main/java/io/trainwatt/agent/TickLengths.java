package io.trainwatt.agent;

import java.util.Arrays;
import java.util.OptionalLong;

/** How long the last ticks took, a minute of them at one a second. From any thread. */
final class TickLengths {
  static final int KEPT = 60;

  private static final long NANOS_PER_MICRO = 1_000;

  private final long[] micros = new long[KEPT];
  private long noted;

  synchronized void note(long nanos) {
    micros[(int) (noted++ % KEPT)] = nanos / NANOS_PER_MICRO;
  }

  /** Microseconds that half of them took at most; absent before the first. */
  OptionalLong medianMicros() {
    long[] sorted = sorted();
    return sorted.length == 0
        ? OptionalLong.empty()
        : OptionalLong.of(sorted[(sorted.length - 1) / 2]);
  }

  /** Microseconds the longest of them took; absent before the first. */
  OptionalLong longestMicros() {
    long[] sorted = sorted();
    return sorted.length == 0 ? OptionalLong.empty() : OptionalLong.of(sorted[sorted.length - 1]);
  }

  private synchronized long[] sorted() {
    long[] some = Arrays.copyOf(micros, (int) Math.min(noted, KEPT));
    Arrays.sort(some);
    return some;
  }
}
