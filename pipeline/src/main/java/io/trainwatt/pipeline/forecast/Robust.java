package io.trainwatt.pipeline.forecast;

import java.util.Arrays;

/** Statistics that a few wild values do not move. Pure. */
final class Robust {
  /** Of a normal distribution: its standard deviation over its median absolute deviation. */
  static final double MAD_TO_SD = 1.4826;

  /** Residuals beyond so many standard deviations count less (Huber). */
  static final double HUBER = 1.5;

  private Robust() {}

  static double median(double[] values, int n) {
    double[] sorted = Arrays.copyOf(values, n);
    Arrays.sort(sorted);
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }

  /** Standard deviation of residuals around 0, from their median size. */
  static double spread(double[] residuals, int n) {
    double[] sizes = new double[n];
    for (int i = 0; i < n; i++) {
      sizes[i] = Math.abs(residuals[i]);
    }
    return MAD_TO_SD * median(sizes, n);
  }

  /** Noise of a series, whatever its trend: from second differences. */
  static double noise(double[] y) {
    int n = y.length - 2;
    if (n < 1) {
      return 0;
    }
    double[] second = new double[n];
    for (int i = 0; i < n; i++) {
      second[i] = y[i + 2] - 2 * y[i + 1] + y[i];
    }
    return spread(second, n) / Math.sqrt(6);
  }

  /** The value below which so much of the weight lies. */
  static double quantile(double[] values, double[] weights, double share) {
    Integer[] order = new Integer[values.length];
    double all = 0;
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
      all += weights[i];
    }
    Arrays.sort(order, (a, b) -> Double.compare(values[a], values[b]));
    double below = 0;
    for (int i : order) {
      below += weights[i];
      if (below >= share * all) {
        return values[i];
      }
    }
    return values[order[order.length - 1]];
  }
}
