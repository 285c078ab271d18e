package io.trainwatt.agent.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sensor.Device;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.SensorEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of {@code docs/reference/faults.md}: what, since when, how much energy is concerned. */
final class FaultEventsTest {
  private static final Device GPU = Stage.counter("gpu-0", Component.GPU, new Device.Role.Part());
  private static final Device GAUGE = Stage.gauge("gpu-0", Component.GPU, new Device.Role.Part());
  private static final long RANGE = 65_532_610_987L;

  @TempDir private Path folder;

  private Stage counter() {
    Stage stage = new Stage(folder, GPU);
    stage.counts("gpu-0", 1_000, 5_000_000_000L).tickAt(1_000);
    return stage;
  }

  private static SensorEvent only(Stage stage) {
    List<SensorEvent> events = stage.last.events();
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().device()).isEqualTo("gpu-0");
    assertThat(events.getFirst().wallMicros())
        .isEqualTo(Stage.BOOTED_WALL_MICROS + stage.lastMillis * 1_000);
    assertThat(events.getFirst().detail()).isNotEmpty();
    return events.getFirst();
  }

  @Test
  void wrapSaysWhatWasCountedAcrossIt() {
    Stage stage = new Stage(folder, Stage.ranged("gpu-0", Component.GPU, RANGE));
    stage.counts("gpu-0", 1_000, RANGE - 10).tickAt(1_000);
    stage.counts("gpu-0", 2_000, 90).tickAt(2_000);
    SensorEvent event = only(stage);
    assertThat(event.kind()).isEqualTo("wrap");
    // One unit above the largest value: 15 µJ.
    assertThat(event.energy()).contains(Energy.ofMicrojoules(115));
    assertThat(event.durationMillis()).hasValue(1_000);
    assertThat(stage.total("gpu-0")).isEqualTo(115);
  }

  @Test
  void resetSaysWhatIsKnownAndLeavesTheRestUncovered() {
    Stage stage = counter();
    stage.counts("gpu-0", 3_000, 40_000_000).tickAt(3_000);
    SensorEvent event = only(stage);
    assertThat(event.kind()).isEqualTo("reset");
    assertThat(event.energy()).contains(Energy.ofMicrojoules(40_000_000));
    assertThat(event.durationMillis()).hasValue(2_000);
    assertThat(stage.device("gpu-0").uncoveredMillis()).isEqualTo(2_000);
  }

  @Test
  void counterThatMayHavePassedItsRangeTwiceAddsNothing() {
    Stage stage = new Stage(folder, Stage.ranged("gpu-0", Component.GPU, 10_000_000_000L));
    stage.counts("gpu-0", 1_000, 10).tickAt(1_000);
    stage.counts("gpu-0", 2_000, 1_010).tickAt(2_000);
    // 1 kW at most, so that it can wrap each 10 s.
    stage.counts("gpu-0", 22_000, 2_000).tickAt(22_000);
    SensorEvent event = only(stage);
    assertThat(event.kind()).isEqualTo("ambiguous");
    assertThat(event.energy()).isEmpty();
    assertThat(event.durationMillis()).hasValue(20_000);
    assertThat(stage.total("gpu-0")).isEqualTo(1_000);
  }

  @Test
  void jumpThatNoDeviceCanDrawAddsNothing() {
    Stage stage = counter();
    stage.counts("gpu-0", 2_000, 9_000_000_000L).tickAt(2_000);
    SensorEvent event = only(stage);
    assertThat(event.kind()).isEqualTo("implausible");
    assertThat(event.energy()).isEqualTo(Optional.empty());
    assertThat(event.durationMillis()).hasValue(1_000);
    assertThat(stage.total("gpu-0")).isZero();
  }

  @Test
  void failedReadSaysWhyAndTheNextGoodOneLooksBackPastIt() {
    Stage stage = counter();
    stage.fails("gpu-0", 2_000).tickAt(2_000);
    SensorEvent event = only(stage);
    assertThat(event.kind()).isEqualTo("failedRead");
    assertThat(event.detail()).isEqualTo("no such file");
    stage.counts("gpu-0", 3_000, 5_000_000_700L).tickAt(3_000);
    assertThat(stage.total("gpu-0")).isEqualTo(700);
  }

  @Test
  void valueThatIsNotLaterThanTheLastOneAddsNothing() {
    Stage stage = counter();
    stage.counts("gpu-0", 1_000, 5_000_000_900L).tickAt(2_000);
    SensorEvent event = only(stage);
    assertThat(event.kind()).isEqualTo("stale");
    assertThat(event.durationMillis()).isEqualTo(OptionalLong.empty());
    assertThat(stage.total("gpu-0")).isZero();
  }

  @Test
  void gaugeThatNobodyReadLeavesTheTimeUncovered() {
    Stage stage = new Stage(folder, GAUGE);
    stage.draws("gpu-0", 1_000, 100_000).tickAt(1_000);
    stage.draws("gpu-0", 21_000, 100_000).tickAt(21_000);
    SensorEvent event = only(stage);
    assertThat(event.kind()).isEqualTo("gap");
    assertThat(event.durationMillis()).hasValue(20_000);
    assertThat(stage.device("gpu-0").uncoveredMillis()).isEqualTo(20_000);
    assertThat(stage.total("gpu-0")).isZero();
  }

  @Test
  void counterThatNobodyReadIsBridged() {
    Stage stage = counter();
    stage.counts("gpu-0", 41_000, 5_004_000_000L).tickAt(41_000);
    SensorEvent event = only(stage);
    assertThat(event.kind()).isEqualTo("bridged");
    assertThat(event.energy()).contains(Energy.ofMicrojoules(4_000_000));
    assertThat(event.durationMillis()).hasValue(40_000);
    assertThat(stage.total("gpu-0")).isEqualTo(4_000_000);
  }
}
