package io.trainwatt.agent.counter;

import java.util.OptionalLong;

/**
 * What a source's raw readings mean.
 *
 * @param rangeMicrojoules the largest value a counter shows before it starts again from zero, as
 *     the kernel tells it; absent when unknown or 64-bit
 * @param powerBoundMilliwatts no draw can exceed it
 * @param refreshMillis how old a value may be
 * @param nominalMillis how often it is meant to be read
 */
public record EnergySource(
    Kind kind,
    OptionalLong rangeMicrojoules,
    long powerBoundMilliwatts,
    long refreshMillis,
    long nominalMillis) {

  /** What a raw value is. */
  public enum Kind {
    /** Cumulative microjoules that hardware counts, read or not. */
    COUNTER,
    /** Cumulative microjoules of a model: good only as long as someone looks. */
    MODEL,
    /** Milliwatts at the instant of the reading. */
    GAUGE,
    /** Milliwatts, the mean over the interval that ends at the reading. */
    MEAN
  }

  /** How often a source is meant to be read unless it says otherwise. */
  public static final long DEFAULT_NOMINAL_MILLIS = 1_000;

  /**
   * @throws IllegalArgumentException if a range is below 1, a bound or refresh negative, or the
   *     nominal interval below 1
   */
  public EnergySource {
    if (rangeMicrojoules.isPresent() && rangeMicrojoules.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "rangeMicrojoules is below 1: " + rangeMicrojoules.getAsLong());
    }
    require("powerBoundMilliwatts", powerBoundMilliwatts, 0);
    require("refreshMillis", refreshMillis, 0);
    require("nominalMillis", nominalMillis, 1);
  }

  private static void require(String field, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException("%s is below %d: %d".formatted(field, least, value));
    }
  }
}
