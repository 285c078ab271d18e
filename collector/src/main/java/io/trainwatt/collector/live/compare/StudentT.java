package io.trainwatt.collector.live.compare;

/** Quantiles of Student's t distribution for intervals of 95 %. Pure. */
final class StudentT {
  // 97.5 % quantile by degrees of freedom, from 1.
  private static final double[] QUANTILES = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042
  };
  private static final int FORTY = 40;
  private static final double AT_FORTY = 2.021;
  private static final int HUNDRED_TWENTY = 120;
  private static final double AT_HUNDRED_TWENTY = 1.980;

  private StudentT() {}

  /**
   * Half the width of a 95 % interval in standard errors. Between two entries of the table the
   * wider holds: an interval is never shown narrower than it is.
   *
   * @param degreesOfFreedom at least 1; need not be whole
   */
  static double of95(double degreesOfFreedom) {
    if (degreesOfFreedom >= HUNDRED_TWENTY) {
      return AT_HUNDRED_TWENTY;
    }
    if (degreesOfFreedom >= FORTY) {
      return AT_FORTY;
    }
    int whole = (int) Math.max(1, Math.floor(degreesOfFreedom));
    return QUANTILES[Math.min(whole, QUANTILES.length) - 1];
  }
}
