package io.trainwatt.agent.attribution;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How far a gauge that sees only part of the time may be off, from the swing it showed of late.
 *
 * <p>An edge of height h between two values fell somewhere into the time the gauge did not see, so
 * the energy beside it is off by an amount spread evenly over h times that time. A load in step
 * with the gauge has all its edges at the same place, so rising edges add up linearly, and so do
 * falling ones; the two are independent, and 95 % of their sum, a triangle, is the band. Used by
 * one thread.
 */
final class Swing {
  private static final long MEMORY_MILLIS = 60_000;

  /** Of two even spreads of half a width 1/2 each, the middle 95 %, over their hypotenuse. */
  private static final double COVERAGE = (1 - Math.sqrt(0.05)) / Math.sqrt(2);

  private static final double PPM = 1e6;

  private long rising;
  private long falling;
  private long energy;
  private long millis;

  /**
   * Takes note of an integrated interval.
   *
   * @param change of power over it, milliwatts
   * @param unseenMillis how much of the time between two values the gauge did not see
   */
  void add(long change, long unseenMillis, long microjoules, long coveredMillis) {
    if (change > 0) {
      rising += change * unseenMillis;
    } else {
      falling -= change * unseenMillis;
    }
    energy += microjoules;
    millis += coveredMillis;
    if (millis > MEMORY_MILLIS) {
      rising /= 2;
      falling /= 2;
      energy /= 2;
      millis /= 2;
    }
  }

  /** The error with the swing in it, parts per million, k = 2. */
  int widened(int errorPpm) {
    if (energy <= 0) {
      return errorPpm;
    }
    double unseen = Math.hypot((double) rising, (double) falling) * COVERAGE;
    return (int)
        Math.min(
            Integer.MAX_VALUE, Math.ceil(Math.hypot(errorPpm, unseen * PPM / (double) energy)));
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(rising);
    out.writeLong(falling);
    out.writeLong(energy);
    out.writeLong(millis);
  }

  static Swing read(DataInput in) throws IOException {
    Swing swing = new Swing();
    swing.rising = in.readLong();
    swing.falling = in.readLong();
    swing.energy = in.readLong();
    swing.millis = in.readLong();
    return swing;
  }
}
