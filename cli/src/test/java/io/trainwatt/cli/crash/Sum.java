package io.trainwatt.cli.crash;

import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.sample.Counter;

/** Whole microjoules of one line: all of it, the bridged part, and what is filled apart. */
record Sum(long energy, long bridged, long filled) {
  static final Sum ZERO = new Sum(0, 0, 0);

  static Sum of(EnergyEntry entry) {
    return new Sum(
        entry.energy().microjoules(), entry.bridged().microjoules(), entry.filled().microjoules());
  }

  static Sum of(Counter counter) {
    return new Sum(
        counter.energy().microjoules(),
        counter.bridged().microjoules(),
        counter.filled().microjoules());
  }

  Sum plus(Sum other) {
    return new Sum(
        Math.addExact(energy, other.energy),
        Math.addExact(bridged, other.bridged),
        Math.addExact(filled, other.filled));
  }

  /** What each passed the other by, at least nothing. */
  Sum above(Sum other) {
    return new Sum(
        Math.max(0, energy - other.energy),
        Math.max(0, bridged - other.bridged),
        Math.max(0, filled - other.filled));
  }

  boolean isZero() {
    return (energy | bridged | filled) == 0;
  }
}
