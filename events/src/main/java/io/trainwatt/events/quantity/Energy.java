package io.trainwatt.events.quantity;

/**
 * An amount of energy in whole microjoules, zero or more.
 *
 * @param microjoules 0 to 2^63 - 1, which is 9.2 TJ
 */
public record Energy(long microjoules) implements Comparable<Energy> {

  /** No energy: a measured zero, never "not known". */
  public static final Energy ZERO = new Energy(0);

  private static final double MICROJOULES_PER_JOULE = 1e6;
  private static final double MICROJOULES_PER_KILOWATT_HOUR = 3.6e12;

  /**
   * @throws IllegalArgumentException if negative
   */
  public Energy {
    if (microjoules < 0) {
      throw new IllegalArgumentException("energy is negative: " + microjoules + " µJ");
    }
  }

  /** Of whole microjoules. */
  public static Energy ofMicrojoules(long microjoules) {
    return microjoules == 0 ? ZERO : new Energy(microjoules);
  }

  /** Of whole millijoules, as NVML counts. */
  public static Energy ofMillijoules(long millijoules) {
    return ofMicrojoules(Math.multiplyExact(millijoules, 1_000L));
  }

  /** Of whole joules. */
  public static Energy ofJoules(long joules) {
    return ofMicrojoules(Math.multiplyExact(joules, 1_000_000L));
  }

  /**
   * @throws ArithmeticException if the sum passes 2^63 - 1 µJ
   */
  public Energy plus(Energy other) {
    return ofMicrojoules(Math.addExact(microjoules, other.microjoules));
  }

  /**
   * @throws IllegalArgumentException if {@code other} is more than this
   */
  public Energy minus(Energy other) {
    return ofMicrojoules(microjoules - other.microjoules);
  }

  /** Whether this is a measured zero. */
  public boolean isZero() {
    return microjoules == 0;
  }

  /** For display only: sums are made in microjoules. */
  public double joules() {
    return microjoules / MICROJOULES_PER_JOULE;
  }

  /** For display only: sums are made in microjoules. */
  public double kilowattHours() {
    return microjoules / MICROJOULES_PER_KILOWATT_HOUR;
  }

  @Override
  public int compareTo(Energy other) {
    return Long.compare(microjoules, other.microjoules);
  }
}
