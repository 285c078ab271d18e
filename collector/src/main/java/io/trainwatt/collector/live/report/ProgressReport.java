package io.trainwatt.collector.live.report;

import io.trainwatt.events.account.RunProgress;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.quantity.Energy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How far a run is.
 *
 * @param steps work since first seen, as are tokens, samples and gigaflops
 * @param step the framework's own
 * @param energyBetweenMicrojoules between the first and the last progress: what joules per step and
 *     per token are made of
 * @param energySinceLastMicrojoules after the last progress
 */
public record ProgressReport(
    OptionalLong steps,
    OptionalLong tokens,
    OptionalLong samples,
    OptionalLong gigaflops,
    OptionalLong step,
    OptionalLong plannedSteps,
    Optional<Loss> firstLoss,
    Optional<Loss> lastLoss,
    Optional<Loss> validationLoss,
    OptionalDouble learningRate,
    String phase,
    int ranksSeen,
    int worldSize,
    String firstAt,
    String lastAt,
    Optional<Long> energyBetweenMicrojoules,
    long energySinceLastMicrojoules,
    List<String> sources) {

  static ProgressReport of(RunProgress progress) {
    return new ProgressReport(
        progress.work().steps(),
        progress.work().tokens(),
        progress.work().samples(),
        progress.work().gigaflops(),
        progress.step(),
        progress.plannedSteps(),
        progress.firstLoss(),
        progress.lastLoss(),
        progress.lastValidationLoss(),
        progress.learningRate(),
        Words.of(progress.phase()),
        progress.ranksSeen(),
        progress.worldSize(),
        Words.time(progress.firstWallMicros()),
        Words.time(progress.lastWallMicros()),
        progress.energyBetween().map(Energy::microjoules),
        progress.energySinceLast().microjoules(),
        progress.sources());
  }
}
