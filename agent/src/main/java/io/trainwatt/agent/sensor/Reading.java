package io.trainwatt.agent.sensor;

import io.trainwatt.events.sample.Gauges;

/** What one device said, or did not say, at one instant. */
public sealed interface Reading {
  /** The name of the device. */
  String device();

  /** When it was read, on the boot's monotonic clock. */
  long monotonicNanos();

  /**
   * A cumulative hardware energy counter.
   *
   * @param microjoules as the source gives it: it wraps and resets
   */
  record Counted(String device, long monotonicNanos, long microjoules, Gauges gauges)
      implements Reading {}

  /**
   * A power gauge.
   *
   * @param milliwatts instantaneous, or the mean since the previous reading, as the device's source
   *     says
   */
  record Powered(String device, long monotonicNanos, long milliwatts, Gauges gauges)
      implements Reading {}

  /**
   * A model's energy.
   *
   * @param microjoules cumulative since an arbitrary instant of this boot, never wrapping
   */
  record Modelled(String device, long monotonicNanos, long microjoules, Gauges gauges)
      implements Reading {}

  /**
   * No sample: never zero, never a guess.
   *
   * @param reason in words, with the path or function that failed
   */
  record Failed(String device, long monotonicNanos, String reason) implements Reading {}
}
