package io.trainwatt.pipeline.forecast;

/**
 * A straight line by least squares through a part of a curve, over its plain axis. Pure.
 *
 * @param level on the line at the last point of the curve
 * @param slope per unit of the axis
 * @param slopeError one standard error
 */
record SteadyFall(double level, double slope, double slopeError) {
  private static final int FEWEST = 5;
  private static final double SURE_ERRORS = 3;
  private static final SteadyFall NONE = new SteadyFall(0, 0, 0);

  /** Whether it falls beyond doubt. */
  boolean isSure() {
    return slope < -SURE_ERRORS * slopeError;
  }

  /** Through the points from one place of the axis to another; its last is 1. */
  static SteadyFall of(double[] x, double[] y, double from, double to) {
    double n = 0;
    double sumX = 0;
    double sumY = 0;
    for (int i = 0; i < x.length; i++) {
      if (x[i] >= from && x[i] <= to) {
        n++;
        sumX += x[i];
        sumY += y[i];
      }
    }
    if (n < FEWEST) {
      return NONE;
    }
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      if (x[i] >= from && x[i] <= to) {
        double dx = x[i] - sumX / n;
        double dy = y[i] - sumY / n;
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
      }
    }
    if (xx == 0) {
      return NONE;
    }
    double slope = xy / xx;
    double rest = Math.max(0, yy - slope * xy);
    return new SteadyFall(sumY / n + slope * (1 - sumX / n), slope, Math.sqrt(rest / (n - 2) / xx));
  }
}
