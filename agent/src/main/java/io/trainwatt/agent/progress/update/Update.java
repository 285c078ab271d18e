package io.trainwatt.agent.progress.update;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What one line or record says. Everything is absent that it does not say; numbers are as they
 * stand there, positions and not work done.
 *
 * @param format how it was understood, for a reader: {@code "python dict"}
 * @param wallMicros when it was written, as it says itself
 * @param phase what the run is doing, as far as it tells
 * @param step the framework's own
 * @param plannedSteps the last step it means to take
 * @param gigaflops floating-point operations so far, in 10^9
 */
public record Update(
    String format,
    OptionalLong wallMicros,
    Optional<Phase> phase,
    OptionalLong step,
    OptionalLong plannedSteps,
    OptionalLong tokens,
    OptionalLong samples,
    OptionalLong gigaflops,
    Optional<Loss> loss,
    Optional<Loss> validationLoss,
    OptionalDouble learningRate,
    OptionalDouble epoch) {

  /** This, and of an older one what this does not say. */
  public Update after(Update older) {
    return new Update(
        format,
        wallMicros,
        phase.isPresent() ? phase : older.phase,
        step.isPresent() ? step : older.step,
        plannedSteps.isPresent() ? plannedSteps : older.plannedSteps,
        tokens.isPresent() ? tokens : older.tokens,
        samples.isPresent() ? samples : older.samples,
        gigaflops.isPresent() ? gigaflops : older.gigaflops,
        loss.isPresent() ? loss : older.loss,
        validationLoss.isPresent() ? validationLoss : older.validationLoss,
        learningRate.isPresent() ? learningRate : older.learningRate,
        epoch.isPresent() ? epoch : older.epoch);
  }

  /** The validation loss alone: what a file beside the leading one adds. */
  public Update validationAlone() {
    return new Update(
        format,
        wallMicros,
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        validationLoss,
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }
}
