package io.trainwatt.pipeline.forecast;

import java.util.Arrays;

/**
 * A straight line through the last part of a curve over the logarithm of its time axis, robust to
 * spikes: on this axis a power law is straight, and every curve that flattens bends upwards, so
 * that the line going on is the most that the curve may still bring.
 *
 * @param level on the line at the last point
 * @param slope per unit of the logarithm
 * @param slopeError one standard error
 * @param noise standard deviation of a point around the line
 * @param points through which it goes
 */
record LocalTrend(double level, double slope, double slopeError, double noise, int points) {
  private static final int FEWEST = 4;
  private static final int ROUNDS = 4;
  private static final double TINY = 1e-9;

  /**
   * Through the points whose axis is at least the last divided by {@code span}, and at least four.
   *
   * @param x growing, above 0
   */
  static LocalTrend of(double[] x, double[] y, double span) {
    return of(x, y, 0, span);
  }

  /** The same, of points not before a first; through the last four if these are too few. */
  static LocalTrend of(double[] x, double[] y, int first, double span) {
    int from = Math.max(0, Math.min(first, x.length - FEWEST));
    while (from < x.length - FEWEST && x[from] < x[x.length - 1] / span) {
      from++;
    }
    int n = x.length - from;
    double[] u = new double[n];
    for (int i = 0; i < n; i++) {
      u[i] = Math.log(x[from + i]);
    }
    return line(u, Arrays.copyOfRange(y, from, y.length));
  }

  private static LocalTrend line(double[] u, double[] y) {
    int n = u.length;
    double[] w = new double[n];
    Arrays.fill(w, 1);
    double[] r = new double[n];
    double mean = 0;
    double middle = 0;
    double slope = 0;
    double width = 0;
    double noise = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double all = 0;
      mean = 0;
      middle = 0;
      for (int i = 0; i < n; i++) {
        all += w[i];
        mean += w[i] * u[i];
        middle += w[i] * y[i];
      }
      mean /= all;
      middle /= all;
      width = 0;
      slope = 0;
      for (int i = 0; i < n; i++) {
        width += w[i] * (u[i] - mean) * (u[i] - mean);
        slope += w[i] * (u[i] - mean) * (y[i] - middle);
      }
      slope = width > 0 ? slope / width : 0;
      noise = 0;
      for (int i = 0; i < n; i++) {
        r[i] = y[i] - middle - slope * (u[i] - mean);
        noise += w[i] * r[i] * r[i];
      }
      noise = Math.sqrt(noise / Math.max(1, all - 2));
      double bound = Robust.HUBER * (Robust.spread(r, n) + TINY);
      for (int i = 0; i < n; i++) {
        w[i] = 1 / Math.max(1, Math.abs(r[i]) / bound);
      }
    }
    return new LocalTrend(
        middle + slope * (u[n - 1] - mean),
        slope,
        noise / Math.sqrt(Math.max(width, 1e-12)),
        Math.max(noise, Robust.noise(y)),
        n);
  }

  /**
   * Where it leads, if what it brings fades: a slope that its own error explains is no slope, and
   * of the rest each further unit brings less.
   *
   * @param ahead units of the logarithm
   */
  double faded(double ahead) {
    double square = slope * slope;
    double sure = square > 0 ? square / (square + slopeError * slopeError) : 0;
    return level + slope * sure * (1 - Math.exp(-ahead));
  }

  /** Where it leads at the steepest that the points allow, undamped, if it falls. */
  double steepest(double ahead, double errors) {
    return level + Math.min(0, slope - errors * slopeError) * ahead;
  }
}
