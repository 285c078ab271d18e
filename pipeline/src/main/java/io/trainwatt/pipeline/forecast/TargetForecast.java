package io.trainwatt.pipeline.forecast;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * When a loss will be reached: the forecasts at a few steps to come are asked when their middle and
 * their ends pass it. Pure.
 *
 * @param low steps from now; one in ten runs gets there sooner
 * @param middle of steps from now; absent where it is not expected before the planned end
 * @param high steps from now; absent where one in ten or more does not get there at all
 */
record TargetForecast(long low, OptionalLong middle, OptionalLong high) {
  private static final int STOPS = 12;

  /** Of a curve that has not reached the target, in a run with a planned end. */
  static TargetForecast of(LearningCurve curve, RunPlan plan, double target) {
    long last = plan.lastStep().orElseThrow();
    long rest = Math.max(0, last - curve.step());
    double[] at = new double[STOPS + 1];
    double[][] values = new double[3][STOPS + 1];
    double now = curve.last().orElse(Double.MAX_VALUE);
    for (int i = 0; i < 3; i++) {
      values[i][0] = now;
    }
    for (int stop = 1; stop <= STOPS; stop++) {
      // Closer together near now, where a forecast is best.
      double share = (double) stop * stop / (STOPS * STOPS);
      at[stop] = share;
      Interval there =
          EndForecast.at(curve, plan, curve.step() + Math.round(rest * share))
              .orElse(new Interval(now, now, now));
      values[0][stop] = there.low();
      values[1][stop] = there.middle();
      values[2][stop] = there.high();
    }
    OptionalDouble low = passes(at, values[0], target);
    return new TargetForecast(
        Math.round(low.orElse(1) * rest),
        steps(passes(at, values[1], target), rest),
        steps(passes(at, values[2], target), rest));
  }

  private static OptionalLong steps(OptionalDouble share, long rest) {
    return share.isPresent()
        ? OptionalLong.of(Math.round(share.getAsDouble() * rest))
        : OptionalLong.empty();
  }

  private static OptionalDouble passes(double[] at, double[] values, double target) {
    for (int i = 1; i < at.length; i++) {
      if (values[i] <= target) {
        double before = values[i - 1];
        double part = before > values[i] ? (before - target) / (before - values[i]) : 1;
        return OptionalDouble.of(at[i - 1] + Math.clamp(part, 0, 1) * (at[i] - at[i - 1]));
      }
    }
    return OptionalDouble.empty();
  }
}
