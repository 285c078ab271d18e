package io.trainwatt.agent.sensor;

/**
 * The boot's monotonic clock, CLOCK_MONOTONIC. On Linux that is what {@code System.nanoTime} reads,
 * so values are comparable between processes of one boot.
 */
@FunctionalInterface
public interface MonotonicClock {
  /** Nanoseconds since an instant that is fixed for the boot. */
  long nanos();
}
