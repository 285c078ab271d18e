package io.trainwatt.pipeline.meter;

import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;

/**
 * The highest values seen of one user's counters on one device in one epoch, by quality. The whole
 * rule of counting is {@link #growth}. Not thread-safe.
 */
final class Highest {
  private static final int QUALITIES = Quality.values().length;

  private final long[] energy = new long[QUALITIES];
  private final long[] bridged = new long[QUALITIES];
  private final long[] filled = new long[QUALITIES];

  /**
   * What a value adds to a sum: a counter never seen starts at 0, and a value that is not higher
   * than the highest adds nothing. So loss, repetition and order cannot change a sum.
   */
  static long growth(long highest, long value) {
    return Math.max(0, value - highest);
  }

  /** Takes a counter's values and says by how much they passed the highest so far. */
  Growth take(Counter counter) {
    int quality = counter.quality().ordinal();
    return new Growth(
        raise(energy, quality, counter.energy().microjoules()),
        raise(bridged, quality, counter.bridged().microjoules()),
        raise(filled, quality, counter.filled().microjoules()));
  }

  private static long raise(long[] highest, int quality, long value) {
    long growth = growth(highest[quality], value);
    highest[quality] += growth;
    return growth;
  }

  /**
   * What one counter grew by, in microjoules.
   *
   * @param bridged the part of {@code energy} that was counted while nobody was reading
   * @param filled an estimate of what a gauge missed; not part of {@code energy}
   */
  record Growth(long energy, long bridged, long filled) {
    boolean any() {
      return (energy | bridged | filled) != 0;
    }
  }

  /** Most devices have one quality and nothing bridged or filled: only what is not 0 is written. */
  void write(StateWriter out) {
    int present = 0;
    for (int quality = 0; quality < QUALITIES; quality++) {
      present |= (energy[quality] == 0 ? 0 : 1) << (3 * quality);
      present |= (bridged[quality] == 0 ? 0 : 2) << (3 * quality);
      present |= (filled[quality] == 0 ? 0 : 4) << (3 * quality);
    }
    out.number(present);
    for (int quality = 0; quality < QUALITIES; quality++) {
      writeNonZero(energy[quality], out);
      writeNonZero(bridged[quality], out);
      writeNonZero(filled[quality], out);
    }
  }

  private static void writeNonZero(long value, StateWriter out) {
    if (value != 0) {
      out.number(value);
    }
  }

  static Highest read(StateReader in) {
    Highest highest = new Highest();
    int present = in.count();
    for (int quality = 0; quality < QUALITIES; quality++) {
      int bits = present >> (3 * quality);
      highest.energy[quality] = (bits & 1) == 0 ? 0 : in.number();
      highest.bridged[quality] = (bits & 2) == 0 ? 0 : in.number();
      highest.filled[quality] = (bits & 4) == 0 ? 0 : in.number();
    }
    return highest;
  }
}
