package io.trainwatt.agent;

import java.time.Duration;

/** A grid of instants on the monotonic clock: a late tick does not shift those after it. */
final class TickSchedule {

  private final long intervalNanos;
  private long nextNanos;

  /**
   * @param lastNanos when the tick before the first of this schedule was
   */
  TickSchedule(Duration interval, long lastNanos) {
    this.intervalNanos = interval.toNanos();
    this.nextNanos = lastNanos + intervalNanos;
  }

  long nanosLeft(long nowNanos) {
    return Math.max(0, nextNanos - nowNanos);
  }

  boolean isDue(long nowNanos) {
    return nowNanos - nextNanos >= 0;
  }

  /**
   * Takes the tick that is due.
   *
   * @return how many ticks have come due besides it and are left out
   */
  long next(long nowNanos) {
    long missed = (nowNanos - nextNanos) / intervalNanos;
    nextNanos += (missed + 1) * intervalNanos;
    return missed;
  }
}
