package io.trainwatt.pipeline.forecast;

import io.trainwatt.events.progress.Loss;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** Made curves whose end is known. */
public final class Curves {
  private Curves() {}

  /** A run that means to end at a step, at a rate that was declared. */
  public static RunPlan plan(long lastStep, String schedule) {
    return new RunPlan(OptionalLong.of(lastStep), Schedule.declared(schedule, List.of()));
  }

  /** A row with an evaluation. */
  public static CurveRow row(long step, double validation, double rate) {
    return new CurveRow(
        step * 0.5,
        step,
        Optional.of(Loss.of(validation)),
        Optional.of(Loss.of(validation)),
        OptionalDouble.of(rate),
        OptionalLong.of(step * 32));
  }

  /** A validation loss at share x of the run, with noise of so many shares of it. */
  public static double noisy(DoubleUnaryOperator loss, double x, double noise, Random random) {
    return loss.applyAsDouble(x) * (1 + noise * random.nextGaussian());
  }

  /** The curve of a run with a constant rate up to a share of it, evaluated every hundredth. */
  public static LearningCurve seen(DoubleUnaryOperator loss, double share, double noise) {
    RunPlan plan = plan(10_000, "constant");
    LearningCurve curve = new LearningCurve();
    Random random = new Random(7);
    for (int i = 0; i <= Math.round(100 * share); i++) {
      curve.take(row(i * 100L, noisy(loss, i / 100.0, noise, random), 1e-3), plan);
    }
    return curve;
  }
}
