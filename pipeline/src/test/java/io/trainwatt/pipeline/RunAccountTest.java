package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.alive;
import static io.trainwatt.pipeline.Fleet.device;
import static io.trainwatt.pipeline.Fleet.ended;
import static io.trainwatt.pipeline.Fleet.endedRow;
import static io.trainwatt.pipeline.Fleet.epoch;
import static io.trainwatt.pipeline.Fleet.facts;
import static io.trainwatt.pipeline.Fleet.micros;
import static io.trainwatt.pipeline.Fleet.nobody;
import static io.trainwatt.pipeline.Fleet.progress;
import static io.trainwatt.pipeline.Fleet.row;
import static io.trainwatt.pipeline.Fleet.sample;
import static io.trainwatt.pipeline.Fleet.used;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.account.RunProgress;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Scope;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunAccountTest {
  private static final String ONE = "local/one";
  private static final String TWO = "local/two";
  private static final long WATT_SECOND = 1_000_000;

  private final TopologyBench bench = new TopologyBench();

  @AfterEach
  void close() {
    bench.close();
  }

  /** A run that draws a steady power on a node, and its node as much again for nobody. */
  private void tick(String node, long second, long watts) {
    bench.sample(
        sample(
            node,
            second,
            List.of(alive("r")),
            device(
                "gpu0",
                Component.GPU,
                second,
                used("r", Quality.COUNTED, second * watts * WATT_SECOND),
                nobody(Quality.COUNTED, second * watts * WATT_SECOND))));
  }

  private static Loss loss(double value) {
    return new Loss.Finite(value);
  }

  @Test
  void runOfANodeThatDiedHasEndedWithItsLastEnergyAndGoesOnIfTheNodeDoes() {
    bench.row(row("r", ONE, Map.of()));
    bench.row(row("r", TWO, Map.of()));
    tick(ONE, 1, 100);
    tick(TWO, 1, 300);
    bench.advance(Duration.ofMinutes(14));
    bench.row(endedRow("r", ONE, 2, 0));
    assertThat(bench.run("r").state()).isEqualTo(RunState.RUNNING);
    bench.advance(Duration.ofMinutes(2));
    Account.OfRun over = bench.run("r");
    assertThat(over.state()).isEqualTo(RunState.ENDED);
    assertThat(over.endedWallMicros()).hasValue(micros(2));
    assertThat(over.ledger().total().energy().joules()).isEqualTo(400);
    tick(TWO, 1_000, 300);
    Account.OfRun again = bench.run("r");
    assertThat(again.state()).isEqualTo(RunState.RUNNING);
    assertThat(again.ledger().total().energy().joules()).isEqualTo(100 + 300_000);
    assertThat(again.ledger().revision()).isGreaterThan(over.ledger().revision());
  }

  @Test
  void twoNodesAreOneRunWithMergedRows() {
    bench.row(row("r", ONE, Map.of("strategy", "sparse")));
    bench.row(row("r", TWO, Map.of("team", "vision")));
    tick(ONE, 1, 100);
    tick(TWO, 1, 300);

    Account.OfRun run = bench.run("r");

    assertThat(run.name()).isEqualTo("name of r");
    assertThat(run.labels()).isEqualTo(Map.of("strategy", "sparse", "team", "vision"));
    assertThat(run.ledger().total().energy().joules()).isEqualTo(400);
    assertThat(run.ledger().energy()).extracting(EnergyEntry::node).containsExactly(ONE, TWO);
    assertThat(run.nodes()).hasSize(2);
  }

  @Test
  void aRunWithoutARowLosesNoEnergyAndIsNamedWhenItsRowComes() {
    tick(ONE, 1, 100);
    assertThat(bench.run("r").name()).isEqualTo("r");

    bench.row(row("r", ONE, Map.of()));

    assertThat(bench.run("r").name()).isEqualTo("name of r");
    assertThat(bench.run("r").ledger().total().energy().joules()).isEqualTo(100);
  }

  @Test
  void anOlderVersionOfARowThatComesAgainChangesNothing() {
    bench.row(endedRow("r", ONE, 9, 3));
    bench.row(row("r", ONE, Map.of()));

    assertThat(bench.run("r").state()).isEqualTo(RunState.ENDED);
    assertThat(bench.run("r").exitCode()).hasValue(3);
  }

  @Test
  void aRemovedRowIsForgottenAndTheEnergyStays() {
    bench.row(row("r", ONE, Map.of("a", "b")));
    tick(ONE, 1, 100);

    bench.remove(Topic.RUNS, Topic.key("r", ONE));

    assertThat(bench.run("r").labels()).isEmpty();
    assertThat(bench.run("r").ledger().total().energy().joules()).isEqualTo(100);
  }

  @Test
  void revisionsGrowAndTimesAreThoseOfTheEnergy() {
    tick(ONE, 1, 100);
    long first = bench.run("r").ledger().revision();
    tick(ONE, 2, 100);

    assertThat(bench.run("r").ledger().revision()).isGreaterThan(first);
    assertThat(bench.run("r").ledger().asOfWallMicros()).isEqualTo(micros(2));
    assertThat(bench.run("r").ledger().sinceWallMicros()).isEqualTo(micros(0));
  }

  @Test
  void energyBetweenFirstAndLastProgressIsInterpolatedByHand() {
    tick(ONE, 1, 100);
    tick(ONE, 2, 100);
    bench.progress(progress("r", ONE, 0, 1_500, 0, loss(4)));
    bench.progress(progress("r", ONE, 0, 4_250, 11, loss(3)));
    tick(ONE, 3, 100);
    tick(ONE, 4, 100);
    assertThat(bench.run("r").progress().orElseThrow().energyBetween()).isEmpty();

    tick(ONE, 5, 100);

    RunProgress progress = bench.run("r").progress().orElseThrow();
    // 100 W from 1.5 s to 4.25 s, for 11 steps and 1 100 tokens.
    assertThat(progress.energyBetween().orElseThrow().joules()).isEqualTo(275);
    assertThat(progress.joulesPerStep()).hasValue(25);
    assertThat(progress.joulesPerToken()).hasValue(0.25);
    assertThat(progress.energySinceLast().joules()).isEqualTo(75);
    assertThat(progress.firstLoss()).contains(loss(4));
    assertThat(progress.lastLoss()).contains(loss(3));
    assertThat(progress.step()).hasValue(11);
    assertThat(progress.plannedSteps()).hasValue(1_000);
  }

  @Test
  void energyAfterTheLastProgressGrowsWhileTheRunHangs() {
    tick(ONE, 1, 100);
    bench.progress(progress("r", ONE, 0, 1_000, 0, loss(4)));
    bench.progress(progress("r", ONE, 0, 2_000, 1, loss(4)));
    for (int second = 2; second <= 200; second++) {
      tick(ONE, second, 100);
      if (second % 10 == 0) {
        bench.run("r");
      }
    }

    RunProgress progress = bench.run("r").progress().orElseThrow();
    assertThat(progress.energySinceLast().joules()).isEqualTo(198 * 100);
    assertThat(progress.energyBetween().orElseThrow().joules()).isEqualTo(100);
  }

  @Test
  void progressOfTwoNodesWaitsForTheEnergyOfBoth() {
    tick(ONE, 1, 100);
    tick(TWO, 1, 200);
    bench.progress(progress("r", ONE, 0, 1_000, 0, loss(4)));
    bench.progress(progress("r", ONE, 0, 3_000, 4, loss(3)));
    tick(ONE, 4, 100);
    assertThat(bench.run("r").progress().orElseThrow().energyBetween()).isEmpty();

    tick(TWO, 4, 200);

    assertThat(bench.run("r").progress().orElseThrow().energyBetween().orElseThrow().joules())
        .isEqualTo(600);
  }

  @Test
  void workOfRanksIsSummedAndTwoSourcesOfOneRankAreOne() {
    bench.progress(progress("r", ONE, 0, 1_000, Scope.RANK, "hook", 0, 0, loss(5)));
    bench.progress(progress("r", TWO, 1, 1_100, Scope.RANK, "hook", 0, 0, loss(6)));
    bench.progress(progress("r", ONE, 0, 2_000, Scope.RANK, "hook", 10, 1_000, loss(4)));
    bench.progress(progress("r", ONE, 0, 2_050, Scope.RANK, "console", 9, 0, loss(4)));
    bench.progress(progress("r", TWO, 1, 2_100, Scope.RANK, "hook", 8, 800, loss(7)));

    RunProgress progress = bench.run("r").progress().orElseThrow();
    assertThat(progress.work().steps()).hasValue(18);
    assertThat(progress.work().tokens()).hasValue(1_800);
    assertThat(progress.ranksSeen()).isEqualTo(2);
    assertThat(progress.worldSize()).isEqualTo(2);
    assertThat(progress.sources()).containsExactly("console", "hook");
    // Rank 0 speaks for the job.
    assertThat(progress.firstLoss()).contains(loss(5));
    assertThat(progress.lastLoss()).contains(loss(4));
    assertThat(progress.step()).hasValue(9);
  }

  @Test
  void workOfTheJobIsTakenOnce() {
    bench.progress(progress("r", ONE, 0, 1_000, Scope.JOB, "hook", 10, 1_000, loss(4)));
    bench.progress(progress("r", TWO, 8, 1_000, Scope.JOB, "hook", 10, 1_000, loss(4)));

    assertThat(bench.run("r").progress().orElseThrow().work().tokens()).hasValue(1_000);
  }

  @Test
  void repeatedAndReorderedProgressCountsOnce() {
    var first = progress("r", ONE, 0, 1_000, 0, loss(4));
    var second = progress("r", ONE, 0, 2_000, 10, loss(3));
    bench.progress(second);
    bench.progress(first);
    bench.progress(second);

    RunProgress progress = bench.run("r").progress().orElseThrow();
    assertThat(progress.work().steps()).hasValue(10);
    assertThat(progress.firstLoss()).contains(loss(4));
    assertThat(progress.lastLoss()).contains(loss(3));
    assertThat(progress.firstWallMicros()).isEqualTo(micros(1));
    assertThat(progress.lastWallMicros()).isEqualTo(micros(2));
  }

  @Test
  void aRunThatIsOverOnAllNodesHasItsLastProgressMet() {
    tick(ONE, 1, 100);
    bench.progress(progress("r", ONE, 0, 1_000, 0, loss(4)));
    bench.progress(progress("r", ONE, 0, 9_000, 5, loss(3)));
    bench.sample(
        sample(
            ONE,
            2,
            List.of(ended("r")),
            device("gpu0", Component.GPU, 2, used("r", Quality.COUNTED, 150 * WATT_SECOND))));

    assertThat(bench.run("r").progress().orElseThrow().energyBetween().orElseThrow().joules())
        .isEqualTo(50);
  }

  @Test
  void carbonIsByTheZoneOfEachNode() {
    bench.facts(facts(ONE, Optional.of("NO"), OptionalInt.of(1_100_000)));
    bench.facts(facts(TWO, Optional.empty(), OptionalInt.empty()));
    tick(ONE, 3_600, 1_000);
    tick(TWO, 3_600, 1_000);

    var figure = bench.run("r").ledger().carbon().getFirst();

    // 1 kWh x 1.1 x 30.8 g in Norway and 1 kWh x 473 g somewhere.
    assertThat(figure.factors()).extracting(f -> f.zone()).containsExactly("NO", "WORLD");
    long norway = figure.factors().getFirst().milligramsPerKilowattHour();
    assertThat(figure.micrograms()).isEqualTo(norway * 1_100 + 473_000_000);
    assertThat(figure.plusMinusMicrograms()).isEqualTo((norway * 1_100 + 473_000_000) / 20);
  }

  @Test
  void everySampleIsAPointOfItsRunWithProgressWhereThereIsNews() {
    tick(ONE, 1, 100);
    bench.progress(progress("r", ONE, 0, 1_000, 7, loss(4)));
    tick(ONE, 2, 100);
    tick(ONE, 3, 100);

    List<SeriesPoint> points = bench.series("run/r");

    assertThat(points).hasSize(3);
    assertThat(points)
        .extracting(p -> p.progress().isPresent())
        .containsExactly(false, true, false);
    assertThat(points.get(1).progress().orElseThrow().step()).hasValue(7);
    assertThat(points.get(1).fromWallMicros()).isEqualTo(micros(1));
    assertThat(points.get(1).toWallMicros()).isEqualTo(micros(2));
    assertThat(points.get(1).slices().getFirst().energy().joules()).isEqualTo(100);
    assertThat(points.get(2).total().joules()).isEqualTo(300);
  }

  @Test
  void anHourLaterTheBooksAreReadFromTheStoresAndGoOn() {
    bench.row(row("r", ONE, Map.of("a", "b")));
    tick(ONE, 1, 100);
    bench.progress(progress("r", ONE, 0, 1_000, 0, loss(4)));
    Account.OfRun before = bench.run("r");

    bench.advance(Duration.ofMinutes(61));
    tick(ONE, 2, 100);
    bench.progress(progress("r", ONE, 0, 2_000, 10, loss(3)));

    Account.OfRun after = bench.run("r");
    assertThat(after.ledger().total().energy().joules()).isEqualTo(200);
    assertThat(after.labels()).isEqualTo(before.labels());
    assertThat(after.progress().orElseThrow().energyBetween().orElseThrow().joules())
        .isEqualTo(100);
    assertThat(after.ledger().revision()).isGreaterThan(before.ledger().revision());
  }

  @Test
  void devicesOutsideTheTotalAreListedAndInNoSum() {
    bench.sample(
        sample(
            ONE,
            1,
            List.of(alive("r")),
            device("cpu", Component.CPU, 1, used("r", Quality.COUNTED, 70)),
            device(
                "psys",
                Component.NODE,
                1,
                epoch(1),
                false,
                "",
                Gauges.NONE,
                used("r", Quality.COUNTED, 90))));

    assertThat(bench.run("r").ledger().energy()).hasSize(2);
    assertThat(bench.run("r").ledger().total().energy().microjoules()).isEqualTo(70);
  }
}
