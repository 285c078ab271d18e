package io.trainwatt.events.account;

import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Energy;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a run's energy went into, and what came of it.
 *
 * @param activities those that took any time or energy; their energies sum to the run's total
 * @param training all training so far that lies between two progress times
 * @param recent the newest stretch of training long enough for figures of its own
 * @param parameters of the model, as the run says
 * @param activeParameters those that one token passes through, where they are fewer
 * @param ranks at most {@value #MAX_RANKS}
 */
public record Efficiency(
    List<ActivityEnergy> activities,
    Optional<Stretch> training,
    Optional<Stretch> recent,
    OptionalLong parameters,
    OptionalLong activeParameters,
    List<LossCurve> curves,
    List<RankShare> ranks) {
  /** Of more ranks, half as many of the slowest and of the fastest. */
  public static final int MAX_RANKS = 64;

  /** A training step takes so many operations for each parameter and token (forward, backward). */
  private static final double OPERATIONS = 6;

  private static final double GIGA = 1e9;

  public Efficiency {
    activities = List.copyOf(activities);
    curves = List.copyOf(curves);
    ranks = List.copyOf(ranks);
  }

  /** What an activity used; absent when it took neither time nor energy. */
  public Optional<ActivityEnergy> of(Activity activity) {
    return activities.stream().filter(spent -> spent.activity() == activity).findFirst();
  }

  /** The curve of a loss. */
  public Optional<LossCurve> curve(LossMetric metric) {
    return curves.stream().filter(curve -> curve.metric() == metric).findFirst();
  }

  /** What was waited for data, used after the last progress, or used idle during anything else. */
  public Energy wasted() {
    return activities.stream().map(Efficiency::wasted).reduce(Energy.ZERO, Energy::plus);
  }

  private static Energy wasted(ActivityEnergy spent) {
    return switch (spent.activity()) {
      case DATA_WAIT, AFTER_LAST_PROGRESS -> spent.energy();
      case SETUP, TRAINING, EVALUATION, CHECKPOINT, UNTOLD -> spent.idle();
    };
  }

  /**
   * What nodes used on which the run did nothing, while it neither waited for data nor was over.
   */
  public Energy idle() {
    return activities.stream()
        .filter(spent -> spent.activity() != Activity.DATA_WAIT)
        .filter(spent -> spent.activity() != Activity.AFTER_LAST_PROGRESS)
        .map(ActivityEnergy::idle)
        .reduce(Energy.ZERO, Energy::plus);
  }

  /**
   * Floating-point operations of some work: as the run counts them, in whole gigaflops, else six
   * for each parameter and token. Absent where neither is known.
   */
  public OptionalDouble operations(Work work) {
    if (work.gigaflops().isPresent()) {
      return OptionalDouble.of(work.gigaflops().getAsLong() * GIGA);
    }
    OptionalLong passed = activeParameters.isPresent() ? activeParameters : parameters;
    return passed.isPresent() && work.tokens().isPresent()
        ? OptionalDouble.of(
            OPERATIONS * (double) passed.getAsLong() * (double) work.tokens().getAsLong())
        : OptionalDouble.empty();
  }

  /**
   * Model FLOPs utilisation: operations done over those that the accelerators could have done, 0 to
   * 1 for an honest count. Absent where either is not known.
   */
  public OptionalDouble utilization(Stretch stretch) {
    OptionalDouble done = operations(stretch.work());
    OptionalLong capacity = stretch.capacityGigaflops();
    return done.isPresent() && capacity.isPresent() && capacity.getAsLong() > 0
        ? OptionalDouble.of(done.getAsDouble() / (capacity.getAsLong() * GIGA))
        : OptionalDouble.empty();
  }

  /** The sum of energies. */
  public static Energy sum(Collection<ActivityEnergy> activities) {
    return activities.stream().map(ActivityEnergy::energy).reduce(Energy.ZERO, Energy::plus);
  }
}
