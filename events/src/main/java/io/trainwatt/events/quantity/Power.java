package io.trainwatt.events.quantity;

/**
 * Power in whole milliwatts, zero or more. One milliwatt for one millisecond is one microjoule.
 *
 * @param milliwatts 0 to 2^63 - 1
 */
public record Power(long milliwatts) implements Comparable<Power> {

  private static final double MILLIWATTS_PER_WATT = 1e3;

  /**
   * @throws IllegalArgumentException if negative
   */
  public Power {
    if (milliwatts < 0) {
      throw new IllegalArgumentException("power is negative: " + milliwatts + " mW");
    }
  }

  /** Of whole milliwatts. */
  public static Power ofMilliwatts(long milliwatts) {
    return new Power(milliwatts);
  }

  /** Of whole watts. */
  public static Power ofWatts(long watts) {
    return new Power(Math.multiplyExact(watts, 1_000L));
  }

  /** For display only. */
  public double watts() {
    return milliwatts / MILLIWATTS_PER_WATT;
  }

  @Override
  public int compareTo(Power other) {
    return Long.compare(milliwatts, other.milliwatts);
  }
}
