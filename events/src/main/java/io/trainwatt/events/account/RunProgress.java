package io.trainwatt.events.account;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Energy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How far a run is, over all its ranks.
 *
 * @param work summed over ranks where they count their own, taken once where they count the job's
 * @param energyBetween energy of the run between its first and last progress, interpolated on its
 *     counters; absent until two progress times lie inside what was measured
 * @param workBetween the work done between the two
 * @param energySinceLast energy after the last progress
 */
public record RunProgress(
    Work work,
    OptionalLong step,
    Optional<Loss> firstLoss,
    Optional<Loss> lastLoss,
    Optional<Loss> lastValidationLoss,
    OptionalDouble learningRate,
    Phase phase,
    OptionalLong plannedSteps,
    int ranksSeen,
    int worldSize,
    long firstWallMicros,
    long lastWallMicros,
    Optional<Energy> energyBetween,
    Work workBetween,
    Energy energySinceLast,
    List<String> sources) {
  public RunProgress {
    sources = List.copyOf(sources);
  }

  /** Joules per step between the first and last progress; absent where either is not known. */
  public OptionalDouble joulesPerStep() {
    return per(workBetween.steps());
  }

  /** Joules per token between the first and last progress; absent where either is not known. */
  public OptionalDouble joulesPerToken() {
    return per(workBetween.tokens());
  }

  /** Joules per sample between the first and last progress; absent where either is not known. */
  public OptionalDouble joulesPerSample() {
    return per(workBetween.samples());
  }

  private OptionalDouble per(OptionalLong count) {
    if (energyBetween.isEmpty() || count.isEmpty() || count.getAsLong() == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(energyBetween.get().joules() / count.getAsLong());
  }
}
