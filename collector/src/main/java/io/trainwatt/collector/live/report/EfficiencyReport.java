package io.trainwatt.collector.live.report;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.Activity;
import io.trainwatt.events.account.ActivityEnergy;
import io.trainwatt.events.account.Efficiency;
import io.trainwatt.events.account.LossCurve;
import io.trainwatt.events.account.RankShare;
import io.trainwatt.events.account.RunProgress;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Energy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a run's energy went into, and what came of it. Energies of {@code activities} sum to the
 * run's total; all carry the band of {@code energy}.
 *
 * @param whole between first and last progress, whatever the run did in between
 * @param training the same work for the energy of training alone
 * @param recent the newest stretch of training of 30 s, or of 10 steps in at least 10 s
 * @param operations where operations are known from; absent where they are not
 * @param computeOptimalTokensPerParameter a reference line, no verdict (Hoffmann et al. 2022)
 * @param curves absent in lists and events
 */
public record EfficiencyReport(
    List<Spent> activities,
    Wasted wasted,
    Optional<Figures> whole,
    Optional<Figures> training,
    Optional<Figures> recent,
    Optional<String> operations,
    OptionalLong parameters,
    OptionalLong activeParameters,
    OptionalDouble tokensPerParameter,
    OptionalDouble computeOptimalTokensPerParameter,
    List<LossReport> losses,
    List<Rank> ranks,
    Optional<List<CurveReport>> curves) {

  private static final double COMPUTE_OPTIMAL = 20;
  private static final double MICROS_PER_SECOND = 1e6;

  /**
   * One activity.
   *
   * @param idleMicrojoules the part of it used by nodes on which the run did nothing
   */
  public record Spent(String activity, long microjoules, long idleMicrojoules, double seconds) {}

  /**
   * What brought nothing.
   *
   * @param share of the run's total, 0 to 1
   * @param on microjoules by {@code data-wait}, {@code after-last-progress} and {@code idle}
   */
  public record Wasted(long microjoules, double share, Map<String, Long> on) {}

  /** A rank's pace; its energy where it is the run's only rank on its node. */
  public record Rank(
      int rank,
      String node,
      long steps,
      OptionalDouble secondsPerStep,
      Optional<Long> microjoules) {}

  /** Of a run's account; absent where no energy was counted yet. */
  static Optional<EfficiencyReport> of(Account.OfRun run) {
    return run.efficiency().map(known -> of(run, known));
  }

  private static EfficiencyReport of(Account.OfRun run, Efficiency known) {
    Work work = run.progress().map(RunProgress::workBetween).orElse(Work.NONE);
    OptionalDouble perParameter = tokensPerParameter(run, known);
    return new EfficiencyReport(
        known.activities().stream().map(EfficiencyReport::spent).toList(),
        wasted(run, known),
        run.progress().flatMap(progress -> Figures.whole(progress, known)),
        known.training().map(stretch -> Figures.of(stretch, known)),
        known.recent().map(stretch -> Figures.of(stretch, known)),
        operations(work, known),
        known.parameters(),
        known.activeParameters(),
        perParameter,
        perParameter.isPresent() ? OptionalDouble.of(COMPUTE_OPTIMAL) : OptionalDouble.empty(),
        known.curves().stream().map(curve -> LossReport.of(curve, run)).toList(),
        known.ranks().stream().map(EfficiencyReport::rank).toList(),
        Optional.empty());
  }

  /** The same with every mark of its curves. */
  EfficiencyReport with(List<LossCurve> known) {
    return new EfficiencyReport(
        activities,
        wasted,
        whole,
        training,
        recent,
        operations,
        parameters,
        activeParameters,
        tokensPerParameter,
        computeOptimalTokensPerParameter,
        losses,
        ranks,
        Optional.of(known.stream().map(CurveReport::of).toList()));
  }

  private static Spent spent(ActivityEnergy spent) {
    return new Spent(
        Words.of(spent.activity()),
        spent.energy().microjoules(),
        spent.idle().microjoules(),
        spent.durationMicros() / MICROS_PER_SECOND);
  }

  private static Wasted wasted(Account.OfRun run, Efficiency known) {
    Map<String, Long> on = new LinkedHashMap<>();
    for (Activity activity : List.of(Activity.DATA_WAIT, Activity.AFTER_LAST_PROGRESS)) {
      known
          .of(activity)
          .ifPresent(spent -> on.put(Words.of(activity), spent.energy().microjoules()));
    }
    on.put("idle", known.idle().microjoules());
    long total = run.ledger().total().energy().microjoules();
    long wasted = known.wasted().microjoules();
    return new Wasted(wasted, total == 0 ? 0 : (double) wasted / total, on);
  }

  private static Optional<String> operations(Work work, Efficiency known) {
    if (known.operations(work).isEmpty()) {
      return Optional.empty();
    }
    if (work.gigaflops().isPresent()) {
      return Optional.of("counted by the run");
    }
    return Optional.of(
        known.activeParameters().isPresent()
            ? "6 x active parameters x tokens"
            : "6 x parameters x tokens");
  }

  private static OptionalDouble tokensPerParameter(Account.OfRun run, Efficiency known) {
    OptionalLong tokens = run.progress().map(RunProgress::work).orElse(Work.NONE).tokens();
    return tokens.isPresent()
            && known.parameters().isPresent()
            && known.parameters().getAsLong() > 0
        ? OptionalDouble.of((double) tokens.getAsLong() / known.parameters().getAsLong())
        : OptionalDouble.empty();
  }

  private static Rank rank(RankShare rank) {
    return new Rank(
        rank.rank(),
        rank.node(),
        rank.steps(),
        rank.steps() > 0
            ? OptionalDouble.of(rank.durationMicros() / MICROS_PER_SECOND / rank.steps())
            : OptionalDouble.empty(),
        rank.energy().map(Energy::microjoules));
  }
}
