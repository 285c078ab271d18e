package io.trainwatt.agent.attribution;

import io.trainwatt.agent.counter.CounterState;
import io.trainwatt.agent.counter.CounterStep;

/** What the readings of one device in one tick add up to. Used by one thread. */
final class TickEnergy {
  private long measured;
  private long filled;
  private long covered;
  private long uncovered;
  private long readNanos;
  private boolean moved;
  private boolean bridged;
  private boolean broke;
  private final Presence presence = new Presence();

  /**
   * Adds what a reading meant.
   *
   * @param before the state it was played on
   */
  void add(CounterStep step, CounterState before, long atNanos, boolean whileNobodyLooked) {
    measured = Math.addExact(measured, step.measuredMicrojoules().longValueExact());
    filled = Math.addExact(filled, step.filledMicrojoules().longValueExact());
    covered = Math.addExact(covered, step.coveredMillis().longValueExact());
    uncovered = Math.addExact(uncovered, step.uncoveredMillis().longValueExact());
    bridged |= whileNobodyLooked;
    broke |= step.uncoveredMillis().signum() > 0;
    if (!step.state().baseline().equals(before.baseline())) {
      moved = true;
      readNanos = atNanos;
    }
  }

  /** Whose processes were on the device. */
  Presence presence() {
    return presence;
  }

  /**
   * Adds what was found out otherwise than by a counter.
   *
   * @param millis the time it stands for
   */
  void add(long microjoules, long millis, long atNanos) {
    measured = Math.addExact(measured, microjoules);
    covered = Math.addExact(covered, millis);
    moved = true;
    readNanos = atNanos;
  }

  /** Counted, integrated or modelled, microjoules. */
  long measured() {
    return measured;
  }

  /** Estimated for gaps, microjoules. */
  long filled() {
    return filled;
  }

  /** Time the measured energy stands for, milliseconds. */
  long covered() {
    return covered;
  }

  long uncovered() {
    return uncovered;
  }

  /** A counter began anew: nothing is compared across that. */
  void breakOff() {
    broke = true;
  }

  /** Whether it began anew or left time uncovered. */
  boolean broke() {
    return broke;
  }

  /** Whether there was a good reading. */
  boolean moved() {
    return moved;
  }

  /** When the last good reading was, on the boot's monotonic clock. */
  long readNanos() {
    return readNanos;
  }

  /** Whether hardware counted some of it while nobody looked. */
  boolean bridged() {
    return bridged;
  }
}
