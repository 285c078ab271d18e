package io.trainwatt.agent.attribution;

import io.trainwatt.agent.sensor.MonotonicClock;

/** A clock that a test sets. */
final class MutableClock implements MonotonicClock {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private long millis;

  void set(long newMillis) {
    millis = newMillis;
  }

  long millis() {
    return millis;
  }

  @Override
  public long nanos() {
    return millis * NANOS_PER_MILLI;
  }
}
