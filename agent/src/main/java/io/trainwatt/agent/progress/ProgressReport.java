package io.trainwatt.agent.progress;

import io.trainwatt.agent.progress.update.Update;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Work;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What one sender says at one instant. Everything is absent that it does not say.
 *
 * @param monotonicNanos CLOCK_MONOTONIC of this node
 * @param wallMicros the same instant, microseconds since 1970 UTC
 * @param step the framework's own step: a gauge
 * @param work cumulative since this sender began
 * @param plannedSteps the last step it means to take
 */
public record ProgressReport(
    long monotonicNanos,
    long wallMicros,
    Optional<Phase> phase,
    OptionalLong step,
    Work work,
    Optional<Loss> loss,
    Optional<Loss> validationLoss,
    OptionalDouble learningRate,
    OptionalDouble epoch,
    OptionalLong plannedSteps) {

  /** What a line or record says, dated. */
  public static ProgressReport of(Update update, Work work, long monotonicNanos, long wallMicros) {
    return new ProgressReport(
        monotonicNanos,
        wallMicros,
        update.phase(),
        update.step(),
        work,
        update.loss(),
        update.validationLoss(),
        update.learningRate(),
        update.epoch(),
        update.plannedSteps());
  }
}
