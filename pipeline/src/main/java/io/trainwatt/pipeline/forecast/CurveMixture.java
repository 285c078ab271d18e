package io.trainwatt.pipeline.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * What a family of learning curves makes of the points so far: power laws and exponentials that
 * fall to a floor, a straight power law, a constant; and, if asked, the same with a drift, for
 * validation losses that turn up. Each is fitted by robust least squares in which older points
 * count less, and weighed by how well it fits for its number of parameters (BIC, tempered since no
 * curve is exactly of the family). Pure.
 *
 * @param middle weighted median of where they lead
 * @param spread weighted standard deviation of it
 */
record CurveMixture(double middle, double spread) {
  private static final double[] POWERS = {0.5, 1, 2, 4};
  private static final double[] DECAYS = {0.06, 0.12, 0.25, 0.5, 1, 2};
  private static final double TEMPER = 0.5;
  private static final int ROUNDS = 3;
  private static final double FLOOR = 1e-8;

  /** A curve of the family; the axis is 1 now. */
  private record Shape(boolean mustFall, List<DoubleUnaryOperator> parts) {}

  private static final List<Shape> FALLING = shapes(false);
  private static final List<Shape> DRIFTING = shapes(true);

  private record Fit(double score, double end) {}

  private static List<Shape> shapes(boolean drift) {
    List<Shape> all = new ArrayList<>();
    all.add(new Shape(false, List.of()));
    all.add(new Shape(false, List.of(Math::log)));
    for (double power : POWERS) {
      fall(all, drift, x -> Math.pow(x, -power));
    }
    for (double decay : DECAYS) {
      fall(all, drift, x -> Math.exp(-x / decay));
    }
    if (drift) {
      all.add(new Shape(false, List.of(x -> x)));
    }
    return List.copyOf(all);
  }

  private static void fall(List<Shape> all, boolean drift, DoubleUnaryOperator part) {
    all.add(new Shape(true, List.of(part)));
    if (drift) {
      all.add(new Shape(true, List.of(part, x -> x)));
    }
  }

  /**
   * Fits the family.
   *
   * @param x growing, 1 at the last point
   * @param end where on the axis it is asked for, at least 1
   * @param drift whether curves may drift
   * @param weights how much each point counts
   */
  static CurveMixture of(double[] x, double[] y, double end, boolean drift, double[] weights) {
    List<Fit> fits = new ArrayList<>();
    for (Shape shape : drift ? DRIFTING : FALLING) {
      if (x.length >= shape.parts.size() + 3) {
        fit(shape, x, y, weights, end, fits);
      }
    }
    double best = fits.stream().mapToDouble(Fit::score).min().orElse(0);
    double[] ends = fits.stream().mapToDouble(Fit::end).toArray();
    double[] weight = fits.stream().mapToDouble(f -> Math.exp((best - f.score) / 2)).toArray();
    double middle = Robust.quantile(ends, weight, 0.5);
    double all = Arrays.stream(weight).sum();
    double square = 0;
    for (int i = 0; i < ends.length; i++) {
      square += weight[i] * (ends[i] - middle) * (ends[i] - middle);
    }
    return new CurveMixture(middle, Math.sqrt(square / all));
  }

  private static void fit(
      Shape shape, double[] x, double[] y, double[] weights, double end, List<Fit> fits) {
    int p = shape.parts.size() + 1;
    int n = x.length;
    double[][] rows = new double[n][];
    for (int i = 0; i < n; i++) {
      rows[i] = row(shape, x[i]);
    }
    double[] w = weights.clone();
    double[] r = new double[n];
    double[] c = new double[p];
    double bound = 0;
    for (int round = 0; round < ROUNDS; round++) {
      c = LeastSquares.solve(rows, y, w);
      for (int i = 0; i < n; i++) {
        r[i] = y[i] - dot(rows[i], c);
      }
      double spread = Robust.spread(r, n) + 1e-12;
      bound = 3 * spread;
      for (int i = 0; i < n; i++) {
        w[i] = weights[i] / Math.max(1, Math.abs(r[i]) / (Robust.HUBER * spread));
      }
    }
    double value = dot(row(shape, end), c);
    if ((shape.mustFall && c[1] < 0) || !Double.isFinite(value)) {
      return;
    }
    double all = 0;
    double square = FLOOR;
    for (int i = 0; i < n; i++) {
      double size = Math.min(Math.abs(r[i]), bound);
      all += weights[i];
      square += weights[i] * size * size;
    }
    double variance = square / (all - p * all / n);
    fits.add(new Fit(TEMPER * all * Math.log(variance) + p * Math.log(all + 1), value));
  }

  private static double[] row(Shape shape, double x) {
    double[] row = new double[shape.parts.size() + 1];
    row[0] = 1;
    for (int k = 1; k < row.length; k++) {
      row[k] = shape.parts.get(k - 1).applyAsDouble(x);
    }
    return row;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
