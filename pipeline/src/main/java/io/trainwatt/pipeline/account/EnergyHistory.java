package io.trainwatt.pipeline.account;

import io.trainwatt.pipeline.state.DamagedState;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.math.BigInteger;
import java.util.List;

/**
 * What a run had used on one node at a few times, to say what it was at any time. When it is full
 * every second point of its oldest quarter goes: the newest {@value #EXACT_POINTS} stay exact to
 * the tick, older ones become coarser, none is lost. Not thread-safe.
 */
final class EnergyHistory {
  static final int MAX_POINTS = 32;

  /** So many of the newest points are always there. */
  static final int EXACT_POINTS = MAX_POINTS - MAX_POINTS / 4;

  private final long[] times = new long[MAX_POINTS];
  private final long[] energies = new long[MAX_POINTS];
  private final long[] idles = new long[MAX_POINTS];
  private final long[] capacities = new long[MAX_POINTS];
  private int size;

  /** Adds a point; its time must be later than all before, else it takes the place of the last. */
  void add(long wallMicros, Used used) {
    if (size == 0 || wallMicros > times[size - 1]) {
      if (size == MAX_POINTS) {
        thin();
      }
      times[size] = wallMicros;
      size++;
    }
    energies[size - 1] = used.microjoules();
    idles[size - 1] = used.idleMicrojoules();
    capacities[size - 1] = used.capacityGigaflops();
  }

  private void thin() {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      // The first point stays: before it nothing was used.
      if (i >= MAX_POINTS - EXACT_POINTS || i % 2 == 0) {
        times[kept] = times[i];
        energies[kept] = energies[i];
        idles[kept] = idles[i];
        capacities[kept] = capacities[i];
        kept++;
      }
    }
    size = kept;
  }

  /** Energy up to a time, in microjoules; see {@link #usedAt}. */
  long at(long wallMicros) {
    return at(energies, wallMicros);
  }

  /**
   * What was used up to a time, between two points in proportion, rounded down; before the first
   * and after the last point what it was there.
   */
  Used usedAt(long wallMicros) {
    return new Used(at(energies, wallMicros), at(idles, wallMicros), at(capacities, wallMicros));
  }

  private long at(long[] values, long wallMicros) {
    if (size == 0 || wallMicros <= times[0]) {
      return size == 0 ? 0 : values[0];
    }
    if (wallMicros >= times[size - 1]) {
      return values[size - 1];
    }
    int after = 1;
    while (times[after] < wallMicros) {
      after++;
    }
    return values[after - 1]
        + share(
            values[after] - values[after - 1],
            wallMicros - times[after - 1],
            times[after] - times[after - 1]);
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
    for (long[] column : columns()) {
      long before = 0;
      for (int i = 0; i < size; i++) {
        out.number(column[i] - before);
        before = column[i];
      }
    }
  }

  private List<long[]> columns() {
    return List.of(times, energies, idles, capacities);
  }

  static EnergyHistory read(StateReader in) {
    EnergyHistory history = new EnergyHistory();
    history.size = size(in);
    for (long[] column : history.columns()) {
      long value = 0;
      for (int i = 0; i < history.size; i++) {
        value += in.number();
        column[i] = value;
      }
    }
    return history;
  }

  /** Reads what was written before idleness and capacity were kept. */
  static EnergyHistory readEnergyAlone(StateReader in) {
    EnergyHistory history = new EnergyHistory();
    history.size = size(in);
    long time = 0;
    long energy = 0;
    for (int i = 0; i < history.size; i++) {
      time += in.number();
      energy += in.number();
      history.times[i] = time;
      history.energies[i] = energy;
    }
    return history;
  }

  private static int size(StateReader in) {
    int count = in.count();
    if (count > MAX_POINTS) {
      throw new DamagedState("a history of " + count + " points");
    }
    return count;
  }
}
