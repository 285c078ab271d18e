package io.trainwatt.agent.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.events.node.DeviceFacts;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.sample.SensorEvent;
import io.trainwatt.events.sample.User;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a meter of the whole node means beside its parts, and a check beside its part. */
final class RestTest {
  private static final Device GPU = Stage.counter("gpu-0", Component.GPU, new Device.Role.Part());
  private static final Device METER =
      Stage.gauge("bmc", Component.NODE, new Device.Role.NodeMeter());
  private static final Device COUNTING_METER =
      Stage.counter("bmc", Component.NODE, new Device.Role.NodeMeter());

  @TempDir private Path folder;

  /** A second in which the meter shows 500 W and the GPU counts 300 J. */
  private static void second(Stage stage, long seconds) {
    stage.draws("bmc", seconds * 1_000, 500_000);
    stage.counts("gpu-0", seconds * 1_000, seconds * 300_000_000).tickAt(seconds * 1_000);
  }

  @Test
  void restIsWhatTheMeterSeesBeyondThePartsAndTheMeterIsNotInTheTotal() {
    Stage stage = new Stage(folder, GPU, METER);
    second(stage, 1);
    second(stage, 2);
    second(stage, 3);
    assertThat(stage.total("rest")).isEqualTo(400_000_000);
    assertThat(stage.device("rest").inTotal()).isTrue();
    assertThat(stage.device("rest").component()).isEqualTo(Component.REST);
    assertThat(stage.device("rest").imbalance()).isEmpty();
    assertThat(stage.device("bmc").inTotal()).isFalse();
    // 5 % of 1 000 J and of 600 J, held against 400 J.
    assertThat(stage.device("rest").errorPpm()).containsEntry(Quality.INTEGRATED, 200_000);
    assertThat(stage.meter.facts())
        .extracting(DeviceFacts::device)
        .containsExactly("gpu-0", "bmc", "rest");
  }

  @Test
  void restNeverFallsAndWaitsUntilThePartsHaveBeenMadeUpFor() {
    Stage stage = new Stage(folder, GPU, METER);
    second(stage, 1);
    second(stage, 2);
    assertThat(stage.total("rest")).isEqualTo(200_000_000);
    stage.draws("bmc", 3_000, 500_000).counts("gpu-0", 3_000, 1_400_000_000).tickAt(3_000);
    assertThat(stage.total("rest")).isEqualTo(200_000_000);
    stage.draws("bmc", 4_000, 500_000).counts("gpu-0", 4_000, 1_400_000_000).tickAt(4_000);
    // Meter 1 500 J, parts 1 100 J: 400 J in all.
    assertThat(stage.total("rest")).isEqualTo(400_000_000);
  }

  @Test
  void restWaitsForAPartThatMayStillBridgeWhatTheMeterSaw() {
    Stage stage = new Stage(folder, GPU, METER);
    second(stage, 1);
    stage.draws("bmc", 2_000, 500_000).fails("gpu-0", 2_000).tickAt(2_000);
    assertThat(stage.total("rest")).isZero();
    second(stage, 3);
    assertThat(stage.total("rest")).isEqualTo(400_000_000);
  }

  @Test
  void restGoesOnThroughARestartToTheMicrojoule() {
    Stage stage = new Stage(folder, GPU, COUNTING_METER);
    stage.counts("bmc", 1_000, 0).counts("gpu-0", 1_000, 0).tickAt(1_000);
    stage.counts("bmc", 2_000, 900).counts("gpu-0", 2_000, 400).tickAt(2_000);
    stage.restart();
    stage.counts("bmc", 5_000, 2_000).counts("gpu-0", 5_000, 1_300).tickAt(5_000);
    assertThat(stage.total("rest")).isEqualTo(700);
    assertThat(stage.device("rest").epoch().reason()).isEqualTo("first start");
  }

  @Test
  void meterThatLeavesTimeUncoveredBeginsAnewAndWhatTheRestHasIsKept() {
    Stage stage = new Stage(folder, GPU, METER);
    second(stage, 1);
    second(stage, 2);
    second(stage, 62);
    second(stage, 63);
    assertThat(stage.total("rest")).isEqualTo(400_000_000);
  }

  private static final Device CHECK =
      Stage.gauge("dcmi", Component.NODE, new Device.Role.Check("bmc"));

  /** A second in which the check shows 500 W and the GPU counts 300 J. */
  private static Stage checkedSecond(Stage stage, long seconds) {
    return stage
        .draws("dcmi", seconds * 1_000, 500_000)
        .counts("gpu-0", seconds * 1_000, seconds * 300_000_000);
  }

  @Test
  void whatIsHeldAgainstAMeterStandsInForOneThatWasNeverThere() {
    Stage stage = new Stage(folder, GPU, CHECK);
    for (long seconds = 1; seconds <= 61; seconds++) {
      checkedSecond(stage, seconds).tickAt(seconds * 1_000);
    }
    assertThat(stage.total("rest")).isZero();
    for (long seconds = 62; seconds <= 71; seconds++) {
      checkedSecond(stage, seconds).tickAt(seconds * 1_000);
    }
    assertThat(stage.total("rest")).isEqualTo(2_000_000_000);
    assertThat(stage.device("dcmi").inTotal()).isFalse();
    assertThat(stage.device("rest").inTotal()).isTrue();
  }

  @Test
  void meterThatComesLateTakesOverFromItsStandInAndCountsNothingTwice() {
    Stage stage = new Stage(folder, GPU, CHECK);
    for (long seconds = 1; seconds <= 71; seconds++) {
      checkedSecond(stage, seconds).tickAt(seconds * 1_000);
    }
    long before = stage.total("rest");
    stage.has(GPU, METER, CHECK);
    for (long seconds = 72; seconds <= 82; seconds++) {
      checkedSecond(stage, seconds).draws("bmc", seconds * 1_000, 500_000);
      stage.tickAt(seconds * 1_000);
    }
    // Its first reading only says from where on it counts.
    assertThat(stage.total("rest")).isEqualTo(before + 10 * 200_000_000L);
    assertThat(stage.allEvents("rest")).contains("sourceChanged");
    assertThat(stage.device("rest").epoch().reason()).isEqualTo("first start");
  }

  @Test
  void whatIsHeldAgainstAMeterStandsInWhileThatReadsNothingGood() {
    Stage stage = new Stage(folder, GPU, METER, CHECK);
    for (long seconds = 1; seconds <= 11; seconds++) {
      checkedSecond(stage, seconds).draws("bmc", seconds * 1_000, 500_000);
      stage.tickAt(seconds * 1_000);
    }
    assertThat(stage.total("rest")).isEqualTo(2_000_000_000);
    for (long seconds = 12; seconds <= 82; seconds++) {
      checkedSecond(stage, seconds).fails("bmc", seconds * 1_000).tickAt(seconds * 1_000);
    }
    // Silent at the 72nd second, and stood in for from what the next one shows on.
    assertThat(stage.total("rest")).isEqualTo(2_000_000_000 + 9 * 200_000_000L);
    for (long seconds = 83; seconds <= 92; seconds++) {
      checkedSecond(stage, seconds).draws("bmc", seconds * 1_000, 500_000);
      stage.tickAt(seconds * 1_000);
    }
    // It is good again at the 83rd, and counts from what the next one shows on.
    assertThat(stage.total("rest")).isEqualTo(2_000_000_000 + 18 * 200_000_000L);
  }

  @Test
  void partsAboveTheirMeterForTenMinutesAreADisagreement() {
    Stage stage = new Stage(folder, GPU, METER);
    for (long seconds = 1; seconds <= 602; seconds++) {
      stage.draws("bmc", seconds * 1_000, 200_000);
      stage.counts("gpu-0", seconds * 1_000, seconds * 300_000_000).tickAt(seconds * 1_000);
    }
    assertThat(stage.allEvents("bmc")).containsOnlyOnce("disagreement");
    assertThat(stage.total("rest")).isZero();
  }

  @Test
  void checkThatDiffersByMoreThanATenthIsADisagreementWithTheDifference() {
    Device check = Stage.gauge("gpu-0/power", Component.GPU, new Device.Role.Check("gpu-0"));
    Stage stage = new Stage(folder, GPU, check);
    for (long seconds = 1; seconds <= 601; seconds++) {
      stage.draws("gpu-0/power", seconds * 1_000, 200_000);
      stage.counts("gpu-0", seconds * 1_000, seconds * 300_000_000).tickAt(seconds * 1_000);
    }
    SensorEvent told =
        stage.told.stream()
            .filter(event -> event.kind().equals("disagreement"))
            .findFirst()
            .orElseThrow();
    assertThat(told.device()).isEqualTo("gpu-0/power");
    assertThat(told.energy().orElseThrow().microjoules()).isEqualTo(60_000_000_000L);
    assertThat(told.durationMillis()).isEqualTo(OptionalLong.of(600_000));
    assertThat(told.detail()).contains("120000.0 J").contains("180000.0 J");
    assertThat(stage.device("gpu-0/power").inTotal()).isFalse();
  }

  @Test
  void checkThatAgreesSaysNothing() {
    Device check = Stage.gauge("gpu-0/power", Component.GPU, new Device.Role.Check("gpu-0"));
    Stage stage = new Stage(folder, GPU, check);
    for (long seconds = 1; seconds <= 1_300; seconds++) {
      stage.draws("gpu-0/power", seconds * 1_000, 290_000);
      stage.counts("gpu-0", seconds * 1_000, seconds * 300_000_000).tickAt(seconds * 1_000);
    }
    assertThat(stage.allEvents("gpu-0/power")).doesNotContain("disagreement");
  }

  @Test
  void energyOfADeviceGoesToTheRunsWhoseProcessesAreOnIt() {
    Stage stage = new Stage(folder, GPU);
    stage.proc.put(ProcFolder.StatLine.of(10, 1));
    stage.proc.put(ProcFolder.StatLine.of(20, 1));
    stage.meter.register("one", 10);
    stage.meter.register("two", 20);
    stage.counts("gpu-0", 1_000, 0).tickAt(1_000);
    stage
        .says(used(2_000, 100_000_000, new Reading.Use(10, 3), new Reading.Use(20, 1)))
        .tickAt(2_000);
    // 10 J idle in halves, 90 J by weight.
    assertThat(energy(stage, "one")).isEqualTo(5_000_000 + 67_500_000);
    assertThat(energy(stage, "two")).isEqualTo(5_000_000 + 22_500_000);
    stage
        .says(used(3_000, 200_000_000, new Reading.Use(10, 0), new Reading.Use(99, 0)))
        .tickAt(3_000);
    // A stranger's half is nobody's.
    assertThat(energy(stage, "one")).isEqualTo(72_500_000 + 50_000_000);
    assertThat(stage.device("gpu-0").imbalance()).isEmpty();
  }

  private static Reading used(long millis, long microjoules, Reading.Use... uses) {
    return new Reading.Counted(
        "gpu-0", millis * 1_000_000, microjoules, Gauges.NONE, "", List.of(uses));
  }

  private static long energy(Stage stage, String run) {
    return stage.device("gpu-0").counters().stream()
        .filter(counter -> counter.user().equals(new User.OfRun(run)))
        .mapToLong(counter -> counter.energy().microjoules())
        .sum();
  }
}
