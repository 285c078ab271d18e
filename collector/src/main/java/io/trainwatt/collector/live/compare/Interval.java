package io.trainwatt.collector.live.compare;

import java.util.OptionalDouble;

/**
 * A mean of repeated runs with its 95 % interval (Student's t); of one run there is no interval.
 *
 * @param n how many runs
 */
public record Interval(double mean, OptionalDouble low, OptionalDouble high, int n) {

  /** Of one value a run, at least one. */
  static Interval of(double[] values) {
    double mean = mean(values);
    if (values.length < 2) {
      return new Interval(mean, OptionalDouble.empty(), OptionalDouble.empty(), values.length);
    }
    double half = StudentT.of95(values.length - 1.0) * Math.sqrt(variance(values) / values.length);
    return new Interval(
        mean, OptionalDouble.of(mean - half), OptionalDouble.of(mean + half), values.length);
  }

  /**
   * How many times as much the second is, by geometric means, with a 95 % interval where each side
   * has two runs at least (Welch's t on logarithms).
   *
   * @param base above 0
   * @param other above 0
   */
  static Interval ratio(double[] base, double[] other) {
    double[] baseLogs = logs(base);
    double[] otherLogs = logs(other);
    double ratio = mean(otherLogs) - mean(baseLogs);
    int n = Math.min(base.length, other.length);
    if (n < 2) {
      return new Interval(Math.exp(ratio), OptionalDouble.empty(), OptionalDouble.empty(), n);
    }
    double a = variance(baseLogs) / base.length;
    double b = variance(otherLogs) / other.length;
    double freedom =
        a + b == 0
            ? n
            : (a + b) * (a + b) / (a * a / (base.length - 1) + b * b / (other.length - 1));
    double half = StudentT.of95(freedom) * Math.sqrt(a + b);
    return new Interval(
        Math.exp(ratio),
        OptionalDouble.of(Math.exp(ratio - half)),
        OptionalDouble.of(Math.exp(ratio + half)),
        n);
  }

  private static double[] logs(double[] values) {
    double[] logs = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      logs[i] = Math.log(values[i]);
    }
    return logs;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum / (values.length - 1);
  }
}
