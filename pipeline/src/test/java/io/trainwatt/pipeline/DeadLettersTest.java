package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.alive;
import static io.trainwatt.pipeline.Fleet.device;
import static io.trainwatt.pipeline.Fleet.facts;
import static io.trainwatt.pipeline.Fleet.progress;
import static io.trainwatt.pipeline.Fleet.row;
import static io.trainwatt.pipeline.Fleet.sample;
import static io.trainwatt.pipeline.Fleet.used;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.codec.NodeFactsCodec;
import io.trainwatt.events.codec.ProgressCodec;
import io.trainwatt.events.codec.RunFactsCodec;
import io.trainwatt.events.codec.SampleCodec;
import io.trainwatt.events.deadletter.DeadLetter;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.StageCount;
import io.trainwatt.events.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeadLettersTest {
  private static final byte[] GARBAGE = "no protobuf at all".getBytes(StandardCharsets.UTF_8);
  private final TopologyBench bench = new TopologyBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static Sample good(long second) {
    return sample(
        "n",
        second,
        List.of(alive("r")),
        device("cpu", Component.CPU, second, used("r", Quality.COUNTED, second * 10)));
  }

  private DeadLetter only() {
    List<DeadLetter> letters = bench.deadLetters();
    assertThat(letters).hasSize(1);
    return letters.getFirst();
  }

  @ParameterizedTest
  @EnumSource(
      value = Topic.class,
      names = {"SAMPLES", "NODES", "RUNS", "PROGRESS"})
  void garbageOnAnyTopicIsKeptWithItsPlaceAndTheRestGoesOn(Topic topic) {
    bench.sample(good(1));
    bench.send(topic, "key", GARBAGE);
    bench.sample(good(2));

    DeadLetter letter = only();
    assertThat(letter.cause()).isEqualTo("undecodable");
    assertThat(letter.topic()).isEqualTo(topic.topicName());
    assertThat(letter.partition()).isZero();
    assertThat(letter.offset()).isEqualTo(topic == Topic.SAMPLES ? 1 : 0);
    assertThat(letter.value()).isEqualTo(GARBAGE);
    assertThat(letter.key()).isEqualTo("key".getBytes(StandardCharsets.UTF_8));
    assertThat(letter.stage())
        .isEqualTo(topic == Topic.SAMPLES || topic == Topic.NODES ? "meter" : "account.run");
    assertThat(bench.run("r").ledger().total().energy().microjoules()).isEqualTo(20);
  }

  @ParameterizedTest
  @EnumSource(
      value = Topic.class,
      names = {"SAMPLES", "PROGRESS"})
  void aRecordWithoutAValueIsRefusedWhereItMeansNothing(Topic topic) {
    bench.remove(topic, "key");

    assertThat(only().detail()).isEqualTo("the record has no value");
  }

  @Test
  void aRecordUnderAnothersKeyIsRefused() {
    bench.send(Topic.SAMPLES, "other", SampleCodec.encode(good(1)));
    bench.send(
        Topic.NODES,
        "other",
        NodeFactsCodec.encode(facts("n", Optional.empty(), OptionalInt.empty())));
    bench.send(Topic.RUNS, "r", RunFactsCodec.encode(row("r", "n", Map.of())));
    bench.send(
        Topic.PROGRESS,
        "other",
        ProgressCodec.encode(progress("r", "n", 0, 1_000, 1, new Loss.Finite(1))));

    assertThat(bench.deadLetters())
        .hasSize(4)
        .allSatisfy(letter -> assertThat(letter.cause()).isEqualTo("invalid"))
        .extracting(DeadLetter::detail)
        .contains("the key is \"other\", the node \"n\"");
    assertThat(bench.hasAccount("node/n")).isFalse();
    assertThat(bench.hasAccount("run/r")).isFalse();
  }

  @Test
  void aSampleThatDoesNotBalanceIsKeptWholeAndCounted() {
    bench.sample(good(1));
    DeviceSample lying =
        new DeviceSample(
            "cpu",
            Component.CPU,
            Fleet.epoch(1),
            true,
            0,
            Map.of(Quality.COUNTED, Energy.ofMicrojoules(999)),
            List.of(used("r", Quality.COUNTED, 500)),
            Map.of(),
            "",
            0,
            Gauges.NONE);
    bench.sample(sample("n", 2, List.of(alive("r")), lying));

    DeadLetter letter = only();
    assertThat(letter.cause()).isEqualTo("books do not balance");
    assertThat(letter.detail())
        .isEqualTo("device cpu, COUNTED: counters sum to 500 µJ, total says 999 µJ");
    assertThat(bench.run("r").ledger().total().energy().microjoules()).isEqualTo(10);
    assertThat(bench.node("n").books().refused()).isEqualTo(1);
    assertThat(bench.node("n").books().balances()).isTrue();
  }

  @Test
  void energyOutOfRangeIsRefusedAndNothingElseTouched() {
    bench.sample(good(1));
    bench.sample(
        sample(
            "n",
            2,
            List.of(alive("r")),
            device("cpu", Component.CPU, 2, used("r", Quality.COUNTED, 20)),
            device("gpu", Component.GPU, 2, used("r", Quality.COUNTED, Long.MAX_VALUE))));
    bench.sample(good(3));

    assertThat(only().detail()).isEqualTo("a sum of energies is out of range");
    assertThat(bench.run("r").ledger().total().energy().microjoules()).isEqualTo(30);
    assertThat(bench.node("n").measured().microjoules()).isEqualTo(30);
  }

  @Test
  void progressOfAnotherAgeIsRefused() {
    bench.progress(progress("r", "n", 0, 6_000_000_000_000L, 1, new Loss.Finite(1)));

    assertThat(only().detail()).startsWith("wall_micros is no time between 1970 and 2200");
  }

  @Test
  void everyStageCountsWhatCameInWhatWasUsedAndWhatWasNot() {
    bench.sample(good(1));
    bench.send(Topic.SAMPLES, "key", GARBAGE);
    bench.send(Topic.RUNS, "key", GARBAGE);
    bench.row(row("r", "n", Map.of()));

    assertThat(bench.books().counts()).allMatch(StageCount::balances);
    assertThat(bench.books().counts())
        .contains(
            new StageCount("meter", 2, 1, 0, Map.of("undecodable", 1L)),
            new StageCount("account.node", 1, 1, 0, Map.of()),
            new StageCount("account.run", 3, 2, 0, Map.of("undecodable", 1L)),
            new StageCount("watch", 2, 2, 0, Map.of()));
  }
}
