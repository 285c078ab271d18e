package io.trainwatt.agent.progress.console;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What one line says. Everything is absent that it does not say; numbers are as the line has them,
 * positions and not work done.
 *
 * @param phase what the run is doing, as far as the line tells
 * @param plannedSteps the last step, of {@code step 10/500}
 */
public record ConsoleUpdate(
    ConsoleFormat format,
    Phase phase,
    OptionalLong step,
    OptionalLong plannedSteps,
    OptionalLong tokens,
    OptionalLong samples,
    Optional<Loss> loss,
    Optional<Loss> validationLoss,
    OptionalDouble learningRate,
    OptionalDouble epoch) {}
