package io.trainwatt.pipeline.forecast;

/** Weighted linear least squares of one to three coefficients. Pure. */
final class LeastSquares {
  // Keeps columns that are nearly the same from making the system singular.
  private static final double RIDGE = 1e-9;

  private LeastSquares() {}

  /** Coefficients that minimise the weighted squared residuals. */
  static double[] solve(double[][] rows, double[] y, double[] w) {
    int p = rows[0].length;
    double[][] m = new double[p][p + 1];
    for (int i = 0; i < y.length; i++) {
      for (int a = 0; a < p; a++) {
        double left = w[i] * rows[i][a];
        for (int b = 0; b < p; b++) {
          m[a][b] += left * rows[i][b];
        }
        m[a][p] += left * y[i];
      }
    }
    for (int a = 0; a < p; a++) {
      m[a][a] += RIDGE;
    }
    return eliminate(m, p);
  }

  // The matrix is positive definite: no pivoting is needed.
  private static double[] eliminate(double[][] m, int p) {
    for (int a = 0; a < p; a++) {
      for (int b = a + 1; b < p; b++) {
        double factor = m[b][a] / m[a][a];
        for (int k = a; k <= p; k++) {
          m[b][k] -= factor * m[a][k];
        }
      }
    }
    double[] c = new double[p];
    for (int a = p - 1; a >= 0; a--) {
      double rest = m[a][p];
      for (int k = a + 1; k < p; k++) {
        rest -= m[a][k] * c[k];
      }
      c[a] = rest / m[a][a];
    }
    return c;
  }
}
