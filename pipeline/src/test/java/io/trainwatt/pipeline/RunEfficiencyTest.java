package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.alive;
import static io.trainwatt.pipeline.Fleet.device;
import static io.trainwatt.pipeline.Fleet.endedRow;
import static io.trainwatt.pipeline.Fleet.micros;
import static io.trainwatt.pipeline.Fleet.row;
import static io.trainwatt.pipeline.Fleet.sample;
import static io.trainwatt.pipeline.Fleet.used;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.Activity;
import io.trainwatt.events.account.ActivityEnergy;
import io.trainwatt.events.account.Efficiency;
import io.trainwatt.events.account.LossMetric;
import io.trainwatt.events.node.DeviceFacts;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Scope;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Gauges;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run on one GPU at 100 W, in which it is busy, told by the hook of its rank 0. */
class RunEfficiencyTest {
  private static final String NODE = "local/one";
  private static final long WATT_SECOND = 1_000_000;
  private static final int BUSY = 900_000;

  private final TopologyBench bench = new TopologyBench();
  private LongToIntFunction utilization = second -> BUSY;

  @AfterEach
  void close() {
    bench.close();
  }

  private void ticks(long from, long to) {
    for (long second = from; second <= to; second++) {
      DeviceSample gpu =
          device(
              "gpu0",
              Component.GPU,
              second,
              Fleet.epoch(1),
              true,
              "nvml",
              Gauges.of(
                  Optional.empty(),
                  OptionalInt.of(utilization.applyAsInt(second)),
                  Optional.empty()),
              used("r", Quality.COUNTED, second * 100 * WATT_SECOND));
      bench.sample(sample(NODE, second, List.of(alive("r")), gpu));
    }
  }

  private void says(int rank, long milli, Phase phase, long steps, Optional<Loss> validation) {
    bench.progress(
        new Progress(
            "r",
            NODE,
            "boot",
            milli,
            milli * 1_000_000,
            Fleet.START_MICROS + milli * 1_000,
            rank,
            1,
            Scope.RANK,
            "hook",
            OptionalLong.of(steps),
            new Work(
                OptionalLong.of(steps),
                OptionalLong.of(steps * 1_000),
                OptionalLong.of(steps * 8),
                OptionalLong.empty()),
            Optional.of(Loss.of(10.0 / (1 + steps))),
            validation,
            OptionalDouble.empty(),
            phase,
            OptionalLong.empty(),
            OptionalLong.of(1_000_000_000),
            OptionalLong.of(250_000_000),
            OptionalDouble.empty()));
  }

  private void says(long milli, Phase phase, long steps) {
    says(0, milli, phase, steps, Optional.empty());
  }

  private Efficiency efficiency() {
    return bench.run("r").efficiency().orElseThrow();
  }

  private double joules(Activity activity) {
    return efficiency().of(activity).map(spent -> spent.energy().joules()).orElse(0.0);
  }

  @Test
  void energyGoesToWhatTheRunDidMeanwhileToTheMicrojoule() {
    says(2_500, Phase.TRAINING, 0);
    says(12_250, Phase.EVALUATION, 10);
    says(15_000, Phase.TRAINING, 10);
    says(20_000, Phase.CHECKPOINT, 15);
    says(21_000, Phase.DATA_WAIT, 15);
    says(24_000, Phase.TRAINING, 15);
    says(30_000, Phase.FINISHED, 21);
    ticks(1, 33);

    assertThat(joules(Activity.SETUP)).isEqualTo(250);
    assertThat(joules(Activity.TRAINING)).isEqualTo(975 + 500 + 600);
    assertThat(joules(Activity.EVALUATION)).isEqualTo(275);
    assertThat(joules(Activity.CHECKPOINT)).isEqualTo(100);
    assertThat(joules(Activity.DATA_WAIT)).isEqualTo(300);
    assertThat(joules(Activity.AFTER_LAST_PROGRESS)).isEqualTo(300);
    assertThat(Efficiency.sum(efficiency().activities()))
        .isEqualTo(bench.run("r").ledger().total().energy());
    assertThat(efficiency().of(Activity.EVALUATION).orElseThrow().durationMicros())
        .isEqualTo(2_750_000);
    assertThat(efficiency().wasted().joules()).isEqualTo(300 + 300);
  }

  @Test
  void whatComesAgainOrLateChangesNothing() {
    for (int time = 0; time < 2; time++) {
      says(2_500, Phase.TRAINING, 0);
      says(12_250, Phase.EVALUATION, 10);
      says(15_000, Phase.TRAINING, 10);
      says(12_250, Phase.EVALUATION, 10);
      ticks(1, 20);
      ticks(5, 9);
    }

    assertThat(joules(Activity.SETUP)).isEqualTo(250);
    assertThat(joules(Activity.EVALUATION)).isEqualTo(275);
    assertThat(joules(Activity.TRAINING)).isEqualTo(975 + 500);
    assertThat(Efficiency.sum(efficiency().activities()).joules()).isEqualTo(2_000);
  }

  @Test
  void aRunThatSaysNothingIsUntold() {
    ticks(1, 5);

    assertThat(efficiency().activities())
        .extracting(ActivityEnergy::activity)
        .containsExactly(Activity.UNTOLD);
    assertThat(joules(Activity.UNTOLD)).isEqualTo(500);
  }

  @Test
  void aTrainingThatFallsSilentHasMadeItsLastProgressAfterHalfAMinute() {
    says(1_000, Phase.TRAINING, 0);
    says(2_000, Phase.TRAINING, 1);
    ticks(1, 32);
    assertThat(joules(Activity.TRAINING)).isEqualTo(3_100);

    ticks(33, 33);

    assertThat(joules(Activity.TRAINING)).isEqualTo(100);
    assertThat(joules(Activity.AFTER_LAST_PROGRESS)).isEqualTo(3_100);
  }

  @Test
  void whatWasTakenForTheEndIsTrainingAgainWhenItGoesOn() {
    says(1_000, Phase.TRAINING, 0);
    says(2_000, Phase.TRAINING, 1);
    ticks(1, 60);
    assertThat(joules(Activity.AFTER_LAST_PROGRESS)).isEqualTo(5_800);

    says(60_000, Phase.TRAINING, 2);

    assertThat(joules(Activity.TRAINING)).isEqualTo(5_900);
    assertThat(joules(Activity.AFTER_LAST_PROGRESS)).isZero();
  }

  @Test
  void anEvaluationMayTakeAsLongAsItLikes() {
    says(1_000, Phase.TRAINING, 0);
    says(2_000, Phase.EVALUATION, 1);
    ticks(1, 600);

    assertThat(joules(Activity.EVALUATION)).isEqualTo(59_800);
  }

  @Test
  void slowStepsAreNoSilence() {
    says(1_000, Phase.TRAINING, 0);
    says(101_000, Phase.TRAINING, 1);
    ticks(1, 700);

    assertThat(joules(Activity.TRAINING)).isEqualTo(69_900);
  }

  @Test
  void aRunThatEndedWhileTrainingMadeNoMoreProgressAfterItsLast() {
    bench.row(row("r", NODE, Map.of()));
    says(1_000, Phase.TRAINING, 0);
    says(5_000, Phase.TRAINING, 9);
    ticks(1, 7);
    bench.row(endedRow("r", NODE, 7, 1));

    assertThat(joules(Activity.AFTER_LAST_PROGRESS)).isEqualTo(200);
  }

  @Test
  void idlenessWithinTrainingIsWasteAndSaysOfWhat() {
    utilization = second -> second >= 10 && second < 14 ? 10_000 : BUSY;
    says(1_000, Phase.TRAINING, 0);
    says(20_000, Phase.TRAINING, 10);
    ticks(1, 21);

    assertThat(efficiency().of(Activity.TRAINING).orElseThrow().idle().joules()).isEqualTo(400);
    assertThat(efficiency().wasted().joules()).isEqualTo(400);
  }

  @Test
  void rankZeroTellsWhatTheRunDoesAndLaterRanksDoNot() {
    says(0, 1_000, Phase.TRAINING, 0, Optional.empty());
    says(1, 3_000, Phase.EVALUATION, 0, Optional.empty());
    says(0, 9_000, Phase.TRAINING, 9, Optional.empty());
    ticks(1, 10);

    assertThat(joules(Activity.EVALUATION)).isZero();
    assertThat(efficiency().ranks()).extracting(rank -> rank.rank()).containsExactly(0, 1);
    assertThat(efficiency().ranks().getFirst().steps()).isEqualTo(9);
    assertThat(efficiency().ranks().getFirst().durationMicros()).isEqualTo(8_000_000);
    // Two ranks share the node: whose its devices are is not known.
    assertThat(efficiency().ranks().getFirst().energy()).isEmpty();
  }

  @Test
  void theOnlyRankOfANodeHasItsEnergy() {
    says(1_000, Phase.TRAINING, 0);
    ticks(1, 10);

    assertThat(efficiency().ranks().getFirst().energy().orElseThrow().joules()).isEqualTo(1_000);
  }

  @Test
  void theNewestLongEnoughStretchHasFiguresOfItsOwn() {
    for (int step = 0; step <= 40; step++) {
      says(1_000 + step * 500L, Phase.TRAINING, step);
    }
    ticks(1, 25);

    var recent = efficiency().recent().orElseThrow();
    assertThat(recent.fromWallMicros()).isEqualTo(micros(11));
    assertThat(recent.toWallMicros()).isEqualTo(micros(21));
    assertThat(recent.energy().joules()).isEqualTo(1_000);
    assertThat(recent.work().steps()).hasValue(20);
  }

  @Test
  void utilizationIsOfTheActiveParametersAndThePeakOfTheGpuThatWasUsed() {
    bench.facts(factsOf("NVIDIA H100 PCIe"));
    says(0, Phase.TRAINING, 0);
    says(10_000, Phase.TRAINING, 1_008);
    ticks(1, 11);

    // 6 x 250 M x 1 008 k tokens = 1.512e15 of 756e12 a second for 10 s.
    var training = efficiency().training().orElseThrow();
    assertThat(efficiency().utilization(training).orElseThrow()).isEqualTo(0.2);
    assertThat(training.energy().joules()).isEqualTo(1_000);
    assertThat(efficiency().activeParameters()).hasValue(250_000_000);
  }

  @Test
  void utilizationIsNotKnownWhereThePeakIsNot() {
    bench.facts(factsOf("Some accelerator"));
    says(0, Phase.TRAINING, 0);
    says(10_000, Phase.TRAINING, 1_008);
    ticks(1, 11);

    assertThat(efficiency().utilization(efficiency().training().orElseThrow())).isEmpty();
  }

  @Test
  void theCurvesSayWhatWasUsedWhenALossWasReached() {
    says(0, 1_000, Phase.TRAINING, 0, Optional.empty());
    says(0, 6_000, Phase.EVALUATION, 4, Optional.of(Loss.of(3)));
    says(0, 9_000, Phase.EVALUATION, 9, Optional.of(Loss.of(2)));
    ticks(1, 10);

    var validation = efficiency().curve(LossMetric.VALIDATION).orElseThrow();
    assertThat(validation.reached(2.5).orElseThrow().energy().joules()).isEqualTo(750);
    assertThat(efficiency().curve(LossMetric.TRAINING).orElseThrow().first().loss()).isEqualTo(10);
  }

  @Test
  void afterAnHourEverythingIsReadFromTheStoresAndGoesOn() {
    says(1_000, Phase.TRAINING, 0);
    ticks(1, 3);
    Efficiency before = efficiency();

    bench.advance(Duration.ofMinutes(61));
    ticks(4, 4);
    says(3_500, Phase.EVALUATION, 2);
    ticks(5, 5);

    assertThat(before.activities()).hasSize(2);
    assertThat(joules(Activity.TRAINING)).isEqualTo(250);
    assertThat(joules(Activity.EVALUATION)).isEqualTo(150);
  }

  private static NodeFacts factsOf(String model) {
    NodeFacts plain = Fleet.facts(NODE, Optional.empty(), OptionalInt.empty());
    return new NodeFacts(
        plain.node(),
        plain.cluster(),
        plain.name(),
        plain.wallMicros(),
        plain.agent(),
        plain.agentVersion(),
        plain.zone(),
        plain.puePpm(),
        plain.tariff(),
        plain.hardware(),
        plain.clockOffsetMicros(),
        List.of(
            new DeviceFacts(
                "gpu0",
                Component.GPU,
                model,
                "nvml",
                true,
                "",
                Optional.empty(),
                List.of(Quality.COUNTED),
                "")),
        List.of());
  }
}
