package io.trainwatt.pipeline.account;

import io.trainwatt.pipeline.state.DamagedState;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.math.BigInteger;

/**
 * A run's cumulative energy on one node at a few times, to say what it was at any time. When it is
 * full every second point of its older half goes: recent times stay exact to the tick, older ones
 * become coarser, none is lost. Not thread-safe.
 */
final class EnergyHistory {
  static final int MAX_POINTS = 32;

  private final long[] times = new long[MAX_POINTS];
  private final long[] energies = new long[MAX_POINTS];
  private int size;

  /** Adds a point; its time must be later than all before, else it takes the place of the last. */
  void add(long wallMicros, long microjoules) {
    if (size > 0 && wallMicros <= times[size - 1]) {
      energies[size - 1] = microjoules;
      return;
    }
    if (size == MAX_POINTS) {
      thin();
    }
    times[size] = wallMicros;
    energies[size] = microjoules;
    size++;
  }

  private void thin() {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      // The first point stays: before it nothing was used.
      if (i >= MAX_POINTS / 2 || i % 2 == 0) {
        times[kept] = times[i];
        energies[kept] = energies[i];
        kept++;
      }
    }
    size = kept;
  }

  /**
   * Energy up to a time, between two points in proportion, rounded down; before the first and after
   * the last point what it was there.
   */
  long at(long wallMicros) {
    if (size == 0 || wallMicros <= times[0]) {
      return size == 0 ? 0 : energies[0];
    }
    if (wallMicros >= times[size - 1]) {
      return energies[size - 1];
    }
    int after = 1;
    while (times[after] < wallMicros) {
      after++;
    }
    long grown = energies[after] - energies[after - 1];
    return energies[after - 1]
        + share(grown, wallMicros - times[after - 1], times[after] - times[after - 1]);
  }

  private static long share(long whole, long part, long of) {
    if (Math.multiplyHigh(whole, part) == 0 && whole * part >= 0) {
      return whole * part / of;
    }
    return BigInteger.valueOf(whole)
        .multiply(BigInteger.valueOf(part))
        .divide(BigInteger.valueOf(of))
        .longValueExact();
  }

  void write(StateWriter out) {
    out.number(size);
    long time = 0;
    long energy = 0;
    for (int i = 0; i < size; i++) {
      out.number(times[i] - time);
      out.number(energies[i] - energy);
      time = times[i];
      energy = energies[i];
    }
  }

  static EnergyHistory read(StateReader in) {
    EnergyHistory history = new EnergyHistory();
    int count = in.count();
    if (count > MAX_POINTS) {
      throw new DamagedState("a history of " + count + " points");
    }
    long time = 0;
    long energy = 0;
    for (int i = 0; i < count; i++) {
      time += in.number();
      energy += in.number();
      history.times[i] = time;
      history.energies[i] = energy;
    }
    history.size = count;
    return history;
  }
}
