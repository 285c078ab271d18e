package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.alive;
import static io.trainwatt.pipeline.Fleet.device;
import static io.trainwatt.pipeline.Fleet.epoch;
import static io.trainwatt.pipeline.Fleet.facts;
import static io.trainwatt.pipeline.Fleet.nobody;
import static io.trainwatt.pipeline.Fleet.sample;
import static io.trainwatt.pipeline.Fleet.used;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.SampleBooks;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.StageCount;
import io.trainwatt.events.topic.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeAccountTest {
  private static final String NODE = "local/one";
  private final TopologyBench bench = new TopologyBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static Sample tick(long second, long run, long nobody) {
    return sample(
        NODE,
        second,
        List.of(alive("r")),
        device(
            "cpu",
            Component.CPU,
            second,
            used("r", Quality.COUNTED, run),
            nobody(Quality.COUNTED, nobody)));
  }

  @Test
  void booksSayWhatBecameOfEverySample() {
    bench.sample(tick(1, 10, 1));
    bench.sample(tick(1, 10, 1));
    bench.sample(tick(5, 50, 5));
    bench.sample(tick(3, 30, 3));

    SampleBooks books = bench.node(NODE).books();
    assertThat(books).isEqualTo(new SampleBooks(4, 3, 1, 0, 2));
    assertThat(books.balances()).isTrue();
    assertThat(bench.node(NODE).measured().microjoules()).isEqualTo(55);
  }

  @Test
  void factsAreShownAndAChangeIsANewRevision() {
    bench.sample(tick(1, 10, 1));
    assertThat(bench.node(NODE).facts()).isEmpty();
    long before = bench.node(NODE).ledger().revision();

    bench.facts(facts(NODE, Optional.of("FR"), OptionalInt.empty()));

    Account.OfNode node = bench.node(NODE);
    assertThat(node.facts().orElseThrow().zone()).contains("FR");
    assertThat(node.ledger().revision()).isGreaterThan(before);
  }

  @Test
  void energyThatCameBeforeTheRowIsInTheRowsZone() {
    bench.sample(tick(1, 10, 1));
    assertThat(bench.node(NODE).ledger().carbon().getFirst().factors().getFirst().zone())
        .isEqualTo("WORLD");

    bench.facts(facts(NODE, Optional.of("FR"), OptionalInt.empty()));
    bench.sample(tick(2, 20, 2));

    var factors = bench.node(NODE).ledger().carbon().getFirst().factors();
    assertThat(factors).hasSize(1);
    assertThat(factors.getFirst().zone()).isEqualTo("FR");
    assertThat(factors.getFirst().energy().microjoules()).isEqualTo(22);
  }

  @Test
  void aRowOfANodeThatNeverSentASampleIsAnAccountToo() {
    bench.facts(facts(NODE, Optional.empty(), OptionalInt.empty()));

    assertThat(bench.node(NODE).measured().isZero()).isTrue();
    assertThat(bench.node(NODE).facts()).isPresent();
  }

  @Test
  void aRemovedRowLeavesTheNodeAsItWas() {
    bench.facts(facts(NODE, Optional.of("FR"), OptionalInt.empty()));
    bench.sample(tick(1, 10, 1));

    bench.remove(Topic.NODES, NODE);

    assertThat(bench.node(NODE).facts()).isPresent();
    assertThat(bench.deadLetters()).isEmpty();
  }

  @Test
  void whatPassedTheAgentsStagesIsShownAsItsNewestSampleSays() {
    Sample plain = tick(1, 10, 1);
    StageCount stage = new StageCount("spool", 5, 3, 1, Map.of("too old", 1L));
    bench.sample(
        new Sample(
            plain.node(),
            plain.sequence(),
            plain.agent(),
            plain.boot(),
            plain.monotonicNanos(),
            plain.wallMicros(),
            plain.runs(),
            plain.devices(),
            plain.events(),
            List.of(stage)));

    assertThat(bench.node(NODE).agentStages()).containsExactly(stage);
  }

  @Test
  void aPointHoldsEnergyGaugesAndTheRunningTotal() {
    bench.sample(tick(1, 10, 1));
    bench.sample(
        sample(
            NODE,
            2,
            List.of(alive("r")),
            device(
                "cpu",
                Component.CPU,
                2,
                epoch(1),
                true,
                "",
                Gauges.of(
                    Optional.of(Power.ofWatts(42)), OptionalInt.of(500_000), Optional.empty()),
                used("r", Quality.COUNTED, 30),
                nobody(Quality.COUNTED, 6))));

    SeriesPoint point = bench.series("node/" + NODE).getLast();
    assertThat(point.slices()).hasSize(1);
    assertThat(point.slices().getFirst().energy().microjoules()).isEqualTo(25);
    assertThat(point.slices().getFirst().unattributed().microjoules()).isEqualTo(5);
    assertThat(point.total().microjoules()).isEqualTo(36);
    assertThat(point.gauges().getFirst().power()).contains(Power.ofWatts(42));
    assertThat(point.gauges().getFirst().utilizationPpm()).hasValue(500_000);
    assertThat(point.progress()).isEmpty();
  }

  @Test
  void twoQualitiesOfOneDeviceStandSideBySide() {
    bench.sample(
        sample(
            NODE,
            1,
            List.of(alive("r")),
            device(
                "gpu",
                Component.GPU,
                1,
                used("r", Quality.COUNTED, 10),
                used("r", Quality.MODELLED, 20),
                nobody(Quality.MODELLED, 5))));

    assertThat(bench.node(NODE).ledger().energy())
        .extracting(entry -> entry.quality() + " " + entry.energy().microjoules())
        .containsExactly("COUNTED 10", "MODELLED 25");
    assertThat(bench.run("r").ledger().energy())
        .extracting(entry -> entry.quality() + " " + entry.energy().microjoules())
        .containsExactly("COUNTED 10", "MODELLED 20");
  }
}
