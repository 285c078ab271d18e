package io.trainwatt.agent.attribution;

/**
 * One tick on both clocks.
 *
 * @param boot whose monotonic clock it is
 */
record TickTime(String boot, long monotonicNanos, long wallMicros) {
  private static final long NANOS_PER_MICRO = 1_000;

  /** An instant of this boot's monotonic clock, on the wall clock of this tick. */
  long wallMicrosOf(long nanos) {
    return wallMicros - (monotonicNanos - nanos) / NANOS_PER_MICRO;
  }
}
