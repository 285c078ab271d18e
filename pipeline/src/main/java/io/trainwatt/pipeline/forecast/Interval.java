package io.trainwatt.pipeline.forecast;

/**
 * A forecast: in the middle what is expected, around it where the truth is with 80 %.
 *
 * @param low one in ten lies below
 * @param middle as likely too high as too low
 * @param high one in ten lies above
 */
public record Interval(double low, double middle, double high) {
  /**
   * @throws IllegalArgumentException unless low is at most middle, and middle at most high
   */
  public Interval {
    if (!(low <= middle && middle <= high)) {
      throw new IllegalArgumentException("not in order: %s, %s, %s".formatted(low, middle, high));
    }
  }
}
