package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.busy;
import static io.trainwatt.pipeline.Fleet.endedRow;
import static io.trainwatt.pipeline.Fleet.micros;
import static io.trainwatt.pipeline.Fleet.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainwatt.events.account.RunForecast;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Scope;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.run.RunState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A live run of 1 000 steps at a step a second and 100 W, through the whole topology. */
class ForecastTest {
  private static final String NODE = "local/one";
  private static final long PLANNED = 1_000;
  private final TopologyBench bench = new TopologyBench();
  private long second;

  @AfterEach
  void close() {
    bench.close();
  }

  private void run(long seconds, DoubleUnaryOperator loss) {
    for (long i = 0; i < seconds; i++) {
      second++;
      bench.sample(busy(NODE, second, "r", second * 100_000_000));
      bench.progress(
          progress(
              second,
              0,
              Loss.of(loss.applyAsDouble((double) second / PLANNED)),
              OptionalLong.of(PLANNED)));
    }
  }

  private static Progress progress(long second, int rank, Loss loss, OptionalLong planned) {
    return new Progress(
        "r",
        NODE,
        "boot",
        second,
        second * 1_000_000_000,
        micros(second),
        rank,
        2,
        Scope.RANK,
        "hook",
        OptionalLong.of(second),
        new Work(
            OptionalLong.of(second),
            OptionalLong.of(second * 100),
            OptionalLong.empty(),
            OptionalLong.empty()),
        Optional.of(loss),
        second % 10 == 0 ? Optional.of(loss) : Optional.empty(),
        OptionalDouble.of(0.001),
        Phase.TRAINING,
        planned,
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalDouble.empty());
  }

  // Falls for 200 steps and is flat then, with a little ripple that repeats no value.
  private static double flattening(double share) {
    return 0.5 + 2 * Math.exp(-share / 0.03) + 0.004 * Math.sin(1e4 * share);
  }

  private static double falling(double share) {
    return 3 * Math.pow(100 * share + 1, -0.4);
  }

  private RunForecast forecast() {
    return bench.run("r").forecast().orElseThrow();
  }

  private List<Alert> of(String rule) {
    return bench.alerts().stream().filter(alert -> alert.rule().equals(rule)).toList();
  }

  @Test
  void theRestOfTheRunIsForecastInTimeEnergyAndCo2() {
    bench.row(row("r", NODE, Map.of("lr_schedule", "constant")));
    run(400, ForecastTest::falling);

    RunForecast forecast = forecast();
    assertThat(forecast.asOfWallMicros()).isEqualTo(micros(400));
    RunForecast.Figures rest = (RunForecast.Figures) forecast.toEnd();
    assertThat(rest.micros().middle() / 1e6).isCloseTo(600, within(1.0));
    assertThat(rest.microjoules().middle() / 1e6).isCloseTo(60_000, within(100.0));
    assertThat(rest.microjoules().low()).isLessThan(60_000_000_000L);
    assertThat(rest.microjoules().high()).isGreaterThan(60_000_000_000L);
    // 60 kJ x 473 g/kWh.
    assertThat(rest.micrograms().orElseThrow().middle() / 1e6).isCloseTo(7.88, within(0.02));
    assertThat(forecast.finalLoss().orElseThrow().middle()).isCloseTo(falling(1), within(0.04));
    assertThat(forecast.nextPercent().orElseThrow().joules()).isBetween(500.0, 3_000.0);
    assertThat(forecast.targetLoss()).isEmpty();
  }

  @Test
  void aTargetInReachIsForecastAndOneOutOfReachIsSaidToBe() {
    bench.row(row("r", NODE, Map.of("lr_schedule", "constant", "target_loss", "0.57")));
    run(600, ForecastTest::falling);

    assertThat(forecast().targetLoss()).hasValue(0.57);
    assertThat(forecast().toTarget()).get().isInstanceOf(RunForecast.Figures.class);
    RunForecast.Figures rest = (RunForecast.Figures) forecast().toTarget().orElseThrow();
    // 3 (100 x + 1)^-0.4 is 0.57 at x = 0.625.
    assertThat(rest.micros().middle() / 1e6).isCloseTo(25, within(12.0));
    assertThat(rest.micros().low()).isLessThan(25_000_000L);
    assertThat(rest.micros().high()).isGreaterThan(25_000_000L);

    bench.row(
        new RunFacts(
            "r",
            NODE,
            3,
            "r",
            Map.of("target_loss", "0.1", "lr_schedule", "constant"),
            "ann",
            "run",
            micros(0),
            OptionalLong.empty(),
            RunState.RUNNING,
            OptionalInt.empty(),
            List.of(),
            1));
    assertThat(forecast().toTarget())
        .contains(
            new RunForecast.NotKnown("the loss is not expected there before the planned end"));
  }

  @Test
  void whatIsNotKnownSaysWhy() {
    bench.row(row("r", NODE, Map.of("target_loss", "low")));
    for (int i = 1; i <= 5; i++) {
      bench.progress(progress(i, 0, new Loss.Finite(1), OptionalLong.empty()));
    }

    assertThat(forecast().toEnd())
        .isEqualTo(new RunForecast.NotKnown("the run does not say how many steps it plans"));
    assertThat(forecast().toTarget())
        .contains(new RunForecast.NotKnown("the label target_loss must be a number, not \"low\""));
    assertThat(forecast().finalLoss()).isEmpty();
  }

  @Test
  void theLowestRankThatTellsALossSpeaksForTheRun() {
    for (int i = 1; i <= 40; i++) {
      bench.progress(progress(2L * i, 0, new Loss.Finite(1.0 / i), OptionalLong.of(PLANNED)));
      bench.progress(progress(i, 1, new Loss.Finite(5), OptionalLong.of(7)));
    }

    assertThat(forecast().asOfWallMicros()).isEqualTo(micros(80));
    assertThat(forecast().finalLoss().orElseThrow().high()).isLessThan(1);
  }

  @Test
  void aRunThatHasEndedHasNoForecast() {
    bench.row(row("r", NODE, Map.of()));
    run(50, ForecastTest::falling);
    bench.row(endedRow("r", NODE, 51, 0));

    assertThat(bench.run("r").forecast()).isEmpty();
  }

  @Test
  void aLossThatHasFlattenedIsAnAlertWithWhatItGivesUpAndSaves() {
    bench.row(row("r", NODE, Map.of("lr_schedule", "constant")));
    run(600, ForecastTest::flattening);

    List<Alert> alerts = of("Plateau");
    assertThat(alerts).isNotEmpty();
    Alert alert = alerts.getLast();
    assertThat(alert.firing()).isTrue();
    assertThat(alert.summary()).startsWith("The loss has flattened: the rest of the run may bring");
    assertThat(alert.evidence())
        .containsKeys("bestLoss", "attainableLoss", "lossGivenUpAtMost", "energySaved", "timeSaved")
        .containsEntry("judgedBy", "validation loss");
    assertThat(alert.wasted().joules()).isGreaterThan(1_000);
    assertThat(alert.docs()).isEqualTo("docs/reference/alerts.md#plateau");
  }

  @Test
  void aPlateauIsNotCalledWhereTheScheduleIsNotKnown() {
    bench.row(row("r", NODE, Map.of()));
    run(600, ForecastTest::flattening);

    assertThat(of("Plateau")).isEmpty();
  }

  @Test
  void aLongerPatienceWaitsLonger() {
    bench.row(row("r", NODE, Map.of("lr_schedule", "constant")));
    run(800, ForecastTest::flattening);
    long sooner = of("Plateau").getFirst().sinceWallMicros();
    try (TopologyBench patient = new TopologyBench()) {
      patient.row(row("r", NODE, Map.of("lr_schedule", "constant", "patience", "20")));
      for (long i = 1; i <= 800; i++) {
        patient.progress(
            progress(i, 0, Loss.of(flattening((double) i / PLANNED)), OptionalLong.of(PLANNED)));
      }
      List<Alert> alerts =
          patient.alerts().stream().filter(alert -> alert.rule().equals("Plateau")).toList();
      assertThat(alerts.getFirst().sinceWallMicros()).isEqualTo(sooner + 180_000_000L);
    }
  }
}
