package io.trainwatt.collector.live.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainwatt.collector.fixture.Results;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.Activity;
import io.trainwatt.events.account.ActivityEnergy;
import io.trainwatt.events.account.CostFigure;
import io.trainwatt.events.account.Efficiency;
import io.trainwatt.events.account.LossCurve;
import io.trainwatt.events.account.LossMark;
import io.trainwatt.events.account.LossMetric;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.run.RunState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Runs whose loss falls from 4 in a straight line to what they come to. */
final class ComparerTest {
  private static final Comparer.Question PLAIN =
      new Comparer.Question(Optional.empty(), Optional.empty(), OptionalDouble.empty());
  private static final Map<String, String> SAME = Map.of("data", "text8", "tokenizer", "chars");

  private static Account.OfRun run(
      String id, Map<String, String> labels, long joules, double best, LossMetric... metrics) {
    Account.OfRun plain = Results.run(id, id, joules * 1_000_000, RunState.ENDED, Results.START);
    List<LossCurve> curves = new ArrayList<>();
    for (LossMetric metric : metrics) {
      curves.add(
          new LossCurve(
              metric,
              List.of(
                  new LossMark(4, Energy.ZERO, Results.START, Work.NONE),
                  new LossMark(
                      best,
                      Energy.ofJoules(joules),
                      Results.START + 60 * Results.SECOND,
                      Work.NONE))));
    }
    return new Account.OfRun(
        plain.run(),
        plain.name(),
        labels,
        plain.user(),
        plain.foundBy(),
        plain.state(),
        plain.startedWallMicros(),
        plain.endedWallMicros(),
        plain.exitCode(),
        plain.progress(),
        plain.nodes(),
        plain.ledger(),
        Optional.of(
            new Efficiency(
                List.of(
                    new ActivityEnergy(
                        Activity.TRAINING,
                        plain.ledger().total().energy(),
                        Energy.ZERO,
                        60_000_000,
                        OptionalLong.empty())),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                curves,
                List.of())));
  }

  private static Account.OfRun run(String id, long joules, double best) {
    return run(id, SAME, joules, best, LossMetric.TRAINING);
  }

  private static Comparison compare(Comparer.Question question, Account.OfRun... runs) {
    Map<String, List<Account.OfRun>> groups = new LinkedHashMap<>();
    for (Account.OfRun run : runs) {
      groups
          .computeIfAbsent(run.labels().getOrDefault("way", run.name()), w -> new ArrayList<>())
          .add(run);
    }
    return Comparer.compare(groups, question, run -> new TreeSet<>(List.of("NVIDIA H100 PCIe")));
  }

  private static List<String> about(Comparison comparison) {
    return comparison.reservations().stream().map(Reservation::about).toList();
  }

  @Test
  void theTargetIsTheHighestOfTheBestLossesAndEnergyToItIsByHand() {
    Comparison comparison = compare(PLAIN, run("a", 1_000, 2), run("b", 800, 3));

    assertThat(comparison.targetLoss()).hasValue(3);
    assertThat(comparison.targetChosen()).isTrue();
    // Half the way from 4 to 2, and all of the way from 4 to 3.
    ComparedRun a = comparison.runs().getFirst();
    assertThat(a.toTarget().orElseThrow().microjoules()).isEqualTo(500_000_000);
    assertThat(a.toTarget().orElseThrow().seconds()).isEqualTo(30);
    assertThat(comparison.groups().getFirst().microjoules().orElseThrow().mean()).isEqualTo(5e8);
    assertThat(comparison.groups().getLast().ratio().orElseThrow().mean())
        .isCloseTo(1.6, within(1e-9));
    assertThat(comparison.groups().getFirst().ratio()).isEmpty();
  }

  @Test
  void carbonToTheTargetIsTheRunsCarbonByItsShareOfEnergy() {
    ComparedRun a = compare(PLAIN, run("a", 1_000, 2), run("b", 800, 3)).runs().getFirst();

    assertThat(a.toTarget().orElseThrow().grams().orElseThrow())
        .isEqualTo(a.totalGrams().orElseThrow() / 2);
  }

  @Test
  void moneyToTheTargetIsInTheCurrencyThatAllHave() {
    Account.OfRun a = priced(run("a", 1_000, 2), "EUR", 3_000_000);
    Account.OfRun b = priced(run("b", 800, 3), "EUR", 1_000_000);

    Comparison comparison = compare(PLAIN, a, b);

    assertThat(comparison.currency()).contains("EUR");
    assertThat(comparison.groups().getFirst().money().orElseThrow().mean()).isEqualTo(1.5);
    Comparison mixed = compare(PLAIN, a, priced(run("b", 800, 3), "USD", 1_000_000));
    assertThat(mixed.currency()).isEmpty();
    assertThat(mixed.groups().getFirst().money()).isEmpty();
    assertThat(about(mixed)).contains("currency");
  }

  private static Account.OfRun priced(Account.OfRun run, String currency, long micros) {
    Account.Ledger ledger = run.ledger();
    return new Account.OfRun(
        run.run(),
        run.name(),
        run.labels(),
        run.user(),
        run.foundBy(),
        run.state(),
        run.startedWallMicros(),
        run.endedWallMicros(),
        run.exitCode(),
        run.progress(),
        run.nodes(),
        new Account.Ledger(
            ledger.revision(),
            ledger.asOfWallMicros(),
            ledger.sinceWallMicros(),
            ledger.energy(),
            ledger.total(),
            ledger.carbon(),
            List.of(new CostFigure(currency, micros, 0, List.of())),
            ledger.water(),
            ledger.restated()),
        run.efficiency());
  }

  @Test
  void whatDidNotComeToTheTargetIsCountedAndNamedAndInNoMean() {
    Comparer.Question deep =
        new Comparer.Question(Optional.empty(), Optional.empty(), OptionalDouble.of(2.5));

    Comparison comparison = compare(deep, run("a", 1_000, 2), run("b", 800, 3));

    assertThat(comparison.targetChosen()).isFalse();
    assertThat(comparison.groups().getLast().reached()).isZero();
    assertThat(comparison.groups().getLast().microjoules()).isEmpty();
    assertThat(comparison.groups().getLast().ratio()).isEmpty();
    assertThat(about(comparison)).contains("target");
  }

  @Test
  void repeatsOfOneWayGiveAnInterval() {
    Map<String, String> dense = Map.of("way", "dense", "data", "d");
    Map<String, String> sparse = Map.of("way", "sparse", "data", "d");

    Comparison comparison =
        compare(
            PLAIN,
            run("a", dense, 1_000, 3, LossMetric.TRAINING),
            run("b", dense, 1_100, 3, LossMetric.TRAINING),
            run("c", sparse, 500, 3, LossMetric.TRAINING),
            run("d", sparse, 550, 3, LossMetric.TRAINING));

    Interval energy = comparison.groups().getFirst().microjoules().orElseThrow();
    assertThat(energy.mean()).isEqualTo(1.05e9);
    assertThat(energy.n()).isEqualTo(2);
    assertThat(comparison.groups().getLast().ratio().orElseThrow().high().orElseThrow())
        .isLessThan(1);
    assertThat(about(comparison)).doesNotContain("repeats");
  }

  @Test
  void validationIsComparedWhereEveryRunToldIt() {
    assertThat(
            compare(
                    PLAIN,
                    run("a", SAME, 1, 2, LossMetric.TRAINING, LossMetric.VALIDATION),
                    run("b", SAME, 1, 2, LossMetric.TRAINING, LossMetric.VALIDATION))
                .metric())
        .isEqualTo("validation");
    assertThat(
            compare(
                    PLAIN,
                    run("a", SAME, 1, 2, LossMetric.TRAINING, LossMetric.VALIDATION),
                    run("b", 1, 2))
                .metric())
        .isEqualTo("training");
  }

  @Test
  void theFrontHoldsWhatNoOtherBeats() {
    Comparison comparison =
        compare(PLAIN, run("cheap", 100, 3), run("good", 900, 2), run("beaten", 1_000, 2.5));

    assertThat(comparison.runs())
        .extracting(ComparedRun::onFront)
        .containsExactly(true, true, false);
  }

  @Test
  void otherDataTokenizersAndFirstLossesAreSaid() {
    Comparison comparison =
        compare(
            PLAIN,
            run("a", Map.of("data", "text8", "tokenizer", "bytes"), 1, 2, LossMetric.TRAINING),
            run("b", Map.of("data", "wiki", "tokenizer", "bpe"), 1, 2, LossMetric.TRAINING));

    assertThat(about(comparison)).contains("data", "tokenizer").doesNotContain("first loss");
    assertThat(comparison.reservations().getFirst().detail()).startsWith("data is text8, wiki:");
  }

  @Test
  void whereNoLabelSaysWhatDataItIsThatIsSaid() {
    Comparison comparison =
        compare(
            PLAIN,
            run("a", Map.of(), 1, 2, LossMetric.TRAINING),
            run("b", Map.of(), 1, 2, LossMetric.TRAINING));

    assertThat(comparison.reservations().getFirst().detail()).startsWith("no label says");
    assertThat(about(compare(PLAIN, run("a", 1, 2), run("b", 1, 2)))).doesNotContain("data");
  }

  @Test
  void otherHardwareIsSaid() {
    Map<String, List<Account.OfRun>> groups = new LinkedHashMap<>();
    groups.put("a", List.of(run("a", 1, 2)));
    groups.put("b", List.of(run("b", 1, 2)));

    Comparison comparison =
        Comparer.compare(groups, PLAIN, run -> new TreeSet<>(List.of("GPU of " + run.run())));

    assertThat(about(comparison)).contains("hardware");
  }

  @Test
  void runsWithoutALossAreNamedAndComparedByNothing() {
    Comparison comparison = compare(PLAIN, run("a", SAME, 1, 2), run("b", SAME, 1, 2));

    assertThat(comparison.targetLoss()).isEmpty();
    assertThat(comparison.groups()).allMatch(group -> group.microjoules().isEmpty());
    assertThat(comparison.runs()).noneMatch(ComparedRun::onFront);
    assertThat(about(comparison)).contains("loss");
  }

  @Test
  void runsAreGroupedByALabelAndThoseWithoutItAreLeftOut() {
    Account.OfRun dense = run("a", Map.of("way", "dense"), 1, 2);
    Account.OfRun sparse = run("b", Map.of("way", "sparse"), 1, 2);

    assertThat(Comparer.byLabel(List.of(sparse, run("c", 1, 2), dense), "way"))
        .containsOnly(Map.entry("dense", List.of(dense)), Map.entry("sparse", List.of(sparse)));
  }

  @Test
  void valuesThatAreNumbersAreInTheirOrder() {
    List<Account.OfRun> runs =
        List.of(
            run("a", Map.of("batch", "16"), 1, 2),
            run("b", Map.of("batch", "2"), 1, 2),
            run("c", Map.of("batch", "auto"), 1, 2));

    assertThat(Comparer.byLabel(runs, "batch").keySet()).containsExactly("2", "16", "auto");
  }

  @Test
  void aRunThatStillGoesOnOrFailedIsSaid() {
    Account.OfRun running = Results.run("x", "x", 1_000_000);
    Account.OfRun failed =
        new Account.OfRun(
            "y",
            "y",
            SAME,
            "ann",
            "run",
            RunState.ENDED,
            Results.START,
            OptionalLong.of(Results.START),
            OptionalInt.of(1),
            Optional.empty(),
            List.of(),
            running.ledger());

    assertThat(about(compare(PLAIN, running, failed))).contains("running", "failed");
  }
}
