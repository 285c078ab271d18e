package io.trainwatt.pipeline.forecast;

import io.trainwatt.events.progress.Loss;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a training said at one moment.
 *
 * @param seconds since the run began, on a monotonic clock
 * @param step the framework's own; falls back where a checkpoint was reloaded
 * @param trainingLoss as reported, of one step or a mean
 * @param validationLoss only where the run evaluated
 * @param learningRate of that step, at least 0
 * @param samples used since the run began
 */
public record CurveRow(
    double seconds,
    long step,
    Optional<Loss> trainingLoss,
    Optional<Loss> validationLoss,
    OptionalDouble learningRate,
    OptionalLong samples) {

  /**
   * @throws IllegalArgumentException if a number is out of its range
   */
  public CurveRow {
    if (!Double.isFinite(seconds) || seconds < 0) {
      throw new IllegalArgumentException("seconds must be a number of at least 0: " + seconds);
    }
    if (step < 0) {
      throw new IllegalArgumentException("step is negative: " + step);
    }
    double rate = learningRate.orElse(0);
    if (!Double.isFinite(rate) || rate < 0) {
      throw new IllegalArgumentException("learning rate must be a number of at least 0: " + rate);
    }
  }

  /** Whether any loss is no number. */
  public boolean isBroken() {
    return isBroken(trainingLoss) || isBroken(validationLoss);
  }

  private static boolean isBroken(Optional<Loss> loss) {
    return loss.isPresent() && loss.get() instanceof Loss.NonFinite;
  }

  static OptionalDouble finite(Optional<Loss> loss) {
    return loss.isPresent() && loss.get() instanceof Loss.Finite(double value)
        ? OptionalDouble.of(value)
        : OptionalDouble.empty();
  }
}
