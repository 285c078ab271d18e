package io.trainwatt.agent.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.SensorFeed;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Epoch;
import io.trainwatt.events.sample.SensorEvent;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that appear, vanish, freeze and are read by another driver. */
final class ComingAndGoingTest {
  private static final Device PACKAGE =
      Stage.counter("package-0", Component.CPU, new Device.Role.Part());
  private static final Device MODEL = Stage.model("cpu", Component.CPU);

  @TempDir private Path folder;

  @Test
  void deviceThatAppearsGetsAnEpochThatSaysSo() {
    Stage stage = new Stage(folder);
    stage.tickAt(1_000);
    stage.has(PACKAGE);
    stage.counts("package-0", 2_000, 500).tickAt(2_000);
    assertThat(stage.device("package-0").epoch().reason()).isEqualTo("device appeared");
    assertThat(stage.events("package-0")).containsExactly("deviceFound", "newEpoch");
  }

  @Test
  void deviceThatComesBackGoesOnInItsEpochAndItsCounterBridgesTheTime() {
    Stage stage = new Stage(folder, PACKAGE);
    stage.counts("package-0", 1_000, 0).tickAt(1_000);
    stage.counts("package-0", 2_000, 100).tickAt(2_000);
    Epoch before = stage.device("package-0").epoch();
    stage.has();
    stage.tickAt(3_000);
    assertThat(stage.find("package-0")).isEmpty();
    assertThat(stage.events("package-0")).containsExactly("deviceGone");
    stage.has(PACKAGE);
    stage.counts("package-0", 9_000, 700).tickAt(9_000);
    assertThat(stage.device("package-0").epoch()).isEqualTo(before);
    assertThat(stage.total("package-0")).isEqualTo(700);
  }

  @Test
  void modelTakesOverWhenTheCounterGoesAndYieldsWhenItIsBackAndNothingCountsTwice() {
    Stage stage = new Stage(folder, PACKAGE, MODEL);
    stage.counts("package-0", 1_000, 7).models("cpu", 1_000, 0).tickAt(1_000);
    stage.counts("package-0", 2_000, 107).models("cpu", 2_000, 900).tickAt(2_000);
    assertThat(stage.find("cpu")).isEmpty();
    stage.has(MODEL);
    stage.models("cpu", 3_000, 1_800).tickAt(3_000);
    assertThat(stage.events("cpu")).contains("deviceFound");
    stage.models("cpu", 4_000, 2_700).tickAt(4_000);
    assertThat(stage.total("cpu")).isEqualTo(900);
    stage.has(PACKAGE, MODEL);
    stage.counts("package-0", 5_000, 407).models("cpu", 5_000, 3_600).tickAt(5_000);
    stage.counts("package-0", 6_000, 507).models("cpu", 6_000, 4_500).tickAt(6_000);
    // What the hardware counted while the model stood in for it is the model's.
    assertThat(stage.total("package-0")).isEqualTo(200);
    assertThat(stage.allEvents("cpu")).contains("deviceFound", "deviceGone");
  }

  @Test
  void zoneThatAlwaysSaysZeroKeepsNoModelAway() {
    Stage stage = new Stage(folder, PACKAGE, MODEL);
    stage.counts("package-0", 1_000, 0).tickAt(1_000);
    assertThat(stage.events("package-0")).contains("frozen");
    stage.counts("package-0", 2_000, 0).models("cpu", 2_000, 900).tickAt(2_000);
    stage.counts("package-0", 3_000, 0).models("cpu", 3_000, 1_800).tickAt(3_000);
    assertThat(stage.total("cpu")).isEqualTo(900);
    stage.counts("package-0", 4_000, 50).models("cpu", 4_000, 2_700).tickAt(4_000);
    assertThat(stage.events("package-0")).containsExactly("measuresAgain");
    assertThat(stage.total("package-0")).isEqualTo(50);
    assertThat(stage.total("cpu")).isEqualTo(900);
    stage.counts("package-0", 5_000, 90).models("cpu", 5_000, 3_600).tickAt(5_000);
    assertThat(stage.find("cpu")).isEmpty();
    assertThat(stage.total("package-0")).isEqualTo(90);
  }

  @Test
  void counterThatStopsIsToldFrozenSinceItStoodStillAndAgainWhenItMoves() {
    Stage stage = new Stage(folder, PACKAGE);
    stage.counts("package-0", 1_000, 100).tickAt(1_000);
    stage.counts("package-0", 2_000, 200).tickAt(2_000);
    for (long millis = 3_000; millis < 32_000; millis += 1_000) {
      stage.counts("package-0", millis, 200).tickAt(millis);
      assertThat(stage.events("package-0")).isEmpty();
    }
    stage.counts("package-0", 32_000, 200).tickAt(32_000);
    SensorEvent frozen = stage.last.events().getFirst();
    assertThat(frozen.kind()).isEqualTo("frozen");
    assertThat(frozen.durationMillis()).isEqualTo(OptionalLong.of(30_000));
    stage.counts("package-0", 33_000, 300).tickAt(33_000);
    SensorEvent again = stage.last.events().getFirst();
    assertThat(again.kind()).isEqualTo("measuresAgain");
    assertThat(again.energy().orElseThrow().microjoules()).isEqualTo(100);
    assertThat(stage.total("package-0")).isEqualTo(200);
  }

  @Test
  void deviceThatFailsForAMinuteIsSilentAndItsModelStandsIn() {
    Stage stage = new Stage(folder, PACKAGE, MODEL);
    stage.counts("package-0", 1_000, 100).tickAt(1_000);
    for (long millis = 2_000; millis <= 63_000; millis += 1_000) {
      stage.fails("package-0", millis).models("cpu", millis, millis).tickAt(millis);
    }
    assertThat(stage.allEvents("package-0")).containsOnlyOnce("silent", "failedRead");
    assertThat(stage.find("cpu")).isPresent();
  }

  @Test
  void driverReloadBeginsANewEpochAndWhatWasBeforeIsToldFirst() {
    Stage stage = new Stage(folder, PACKAGE);
    stage.counts("package-0", 1_000, 100, "load 1").tickAt(1_000);
    stage.counts("package-0", 2_000, 200, "load 1");
    stage.counts("package-0", 2_500, 20, "load 2").tickAt(2_500);
    assertThat(stage.total("package-0")).isEqualTo(100);
    Epoch before = stage.device("package-0").epoch();
    stage.counts("package-0", 3_500, 50, "load 2").tickAt(3_500);
    assertThat(stage.device("package-0").epoch().reason()).isEqualTo("driver reload");
    assertThat(stage.device("package-0").epoch().ordinal()).isGreaterThan(before.ordinal());
    assertThat(stage.total("package-0")).isEqualTo(30);
    assertThat(stage.events("package-0")).containsExactly("newEpoch", "newBoot");
  }

  @Test
  void deviceReadInAnotherWaySaysSoAndComparesNothingAcrossIt() {
    Stage stage = new Stage(folder, PACKAGE);
    stage.counts("package-0", 1_000, 100).tickAt(1_000);
    stage.counts("package-0", 2_000, 300).tickAt(2_000);
    stage.has(Stage.gauge("package-0", Component.CPU, new Device.Role.Part()));
    stage.draws("package-0", 3_000, 70).tickAt(3_000);
    assertThat(stage.events("package-0")).containsExactly("sourceChanged");
    stage.draws("package-0", 4_000, 70).tickAt(4_000);
    assertThat(stage.total("package-0")).isEqualTo(200 + 70_000);
    assertThat(stage.device("package-0").imbalance()).isEmpty();
  }

  @Test
  void modelWaitsForSensorsThatHaveNotAnsweredYet() {
    Stage stage = new Stage(folder, MODEL);
    stage.gathering = true;
    stage.models("cpu", 1_000, 0).tickAt(1_000);
    assertThat(stage.find("cpu")).isEmpty();
    stage.gathering = false;
    stage.models("cpu", 2_000, 0).tickAt(2_000);
    assertThat(stage.device("cpu").epoch().reason()).isEqualTo("first start");
  }

  @Test
  void counterThatIsFoundLateAfterARestartStillBridgesIt() {
    Stage stage = new Stage(folder, PACKAGE);
    stage.counts("package-0", 1_000, 100).tickAt(1_000);
    stage.counts("package-0", 2_000, 200).tickAt(2_000);
    stage.restart();
    stage.has();
    stage.gathering = true;
    stage.tickAt(5_000);
    stage.has(PACKAGE);
    stage.gathering = false;
    stage.counts("package-0", 6_000, 900).tickAt(6_000);
    assertThat(stage.total("package-0")).isEqualTo(800);
    assertThat(stage.events("package-0")).contains("bridged");
  }

  @Test
  void whatHappensToASensorIsAnEvent() {
    Stage stage = new Stage(folder);
    stage.notices.add(new SensorFeed.Notice("nvml", "sensorLost", 3_000, "has not answered"));
    stage.tickAt(1_000);
    assertThat(stage.events("nvml")).containsExactly("sensorLost");
  }

  @Test
  void readingsBetweenTicksAreAllIntegrated() {
    Stage stage = new Stage(folder, Stage.gauge("gpu-0", Component.GPU, new Device.Role.Part()));
    stage.draws("gpu-0", 1_000, 100).tickAt(1_000);
    stage.draws("gpu-0", 1_250, 300).draws("gpu-0", 1_500, 300).draws("gpu-0", 2_000, 100);
    stage.tickAt(2_000);
    assertThat(stage.total("gpu-0")).isEqualTo(50_000 + 75_000 + 100_000);
  }
}
