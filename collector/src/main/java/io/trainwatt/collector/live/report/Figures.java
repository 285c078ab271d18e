package io.trainwatt.collector.live.report;

import io.trainwatt.events.account.Efficiency;
import io.trainwatt.events.account.RunProgress;
import io.trainwatt.events.account.Stretch;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Energy;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the work of some time cost; each figure is absent where its work is not known.
 *
 * @param microjoules all of it
 * @param seconds how long it took
 * @param secondsPerStep absent where steps are not known
 * @param picojoulesPerFlop for one floating-point operation
 * @param modelFlopsUtilization operations done over those that the accelerators could have done, 0
 *     to 1; of training alone, absent where operations or a peak are not known
 */
public record Figures(
    long microjoules,
    double seconds,
    OptionalDouble joulesPerStep,
    OptionalDouble joulesPerToken,
    OptionalDouble joulesPerSample,
    OptionalDouble secondsPerStep,
    OptionalDouble picojoulesPerFlop,
    OptionalDouble modelFlopsUtilization) {

  private static final double MICROS_PER_SECOND = 1e6;
  private static final double PICO_PER_MICRO = 1e6;

  static Optional<Figures> whole(RunProgress progress, Efficiency known) {
    return progress
        .energyBetween()
        .map(
            energy ->
                of(
                    energy,
                    progress.lastWallMicros() - progress.firstWallMicros(),
                    progress.workBetween(),
                    known,
                    OptionalDouble.empty()));
  }

  static Figures of(Stretch stretch, Efficiency known) {
    return of(
        stretch.energy(),
        stretch.durationMicros(),
        stretch.work(),
        known,
        known.utilization(stretch));
  }

  private static Figures of(
      Energy energy, long micros, Work work, Efficiency known, OptionalDouble utilization) {
    return new Figures(
        energy.microjoules(),
        micros / MICROS_PER_SECOND,
        per(energy.joules(), work.steps()),
        per(energy.joules(), work.tokens()),
        per(energy.joules(), work.samples()),
        per(micros / MICROS_PER_SECOND, work.steps()),
        per(energy.microjoules() * PICO_PER_MICRO, known.operations(work)),
        utilization);
  }

  private static OptionalDouble per(double amount, OptionalLong count) {
    return count.isPresent()
        ? per(amount, OptionalDouble.of((double) count.getAsLong()))
        : OptionalDouble.empty();
  }

  private static OptionalDouble per(double amount, OptionalDouble count) {
    return count.isPresent() && count.getAsDouble() > 0
        ? OptionalDouble.of(amount / count.getAsDouble())
        : OptionalDouble.empty();
  }
}
