package io.trainwatt.pipeline.account;

import io.trainwatt.pipeline.meter.RunSlice;

/**
 * Whether a run did nothing on a node in a tick: its processes used less than 2 % of one core, and
 * no accelerator that it used was utilised by 5 % or more. Pure.
 */
final class Idleness {
  private static final long CORE_SHARE_PPM = 20_000;
  private static final int ACCELERATOR_PPM = 50_000;
  private static final long PPM = 1_000_000;
  // Nobody looked for so long: what happened within is not known, and not called idle.
  private static final long UNKNOWN_MICROS = 60_000_000;

  private Idleness() {}

  static boolean of(RunSlice slice) {
    long micros = slice.toWallMicros() - slice.fromWallMicros();
    return !slice.ended()
        && micros > 0
        && micros <= UNKNOWN_MICROS
        && slice.cpuMicros() < micros * CORE_SHARE_PPM / PPM
        && slice.acceleratorPpm().orElse(0) < ACCELERATOR_PPM;
  }
}
