package io.trainwatt.agent.sensor.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Reading.Use;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who holds a GPU, as its readings say. */
final class NvmlHoldersTest {
  @TempDir private Path folder;
  private StandIn standIn;
  private NvmlSensor sensor;

  @BeforeEach
  void twoGpus() {
    standIn = StandIn.in(folder).set("GPUS", 2).at(Duration.ofSeconds(100));
    sensor = new NvmlSensor(standIn.config(folder), () -> 0);
  }

  @AfterEach
  void letGo() {
    sensor.close();
  }

  private List<Use> uses() {
    sensor.probe();
    return sensor.read().getFirst().uses();
  }

  @Test
  void nobodyHoldsAnIdleGpu() {
    standIn.set("PROCESSES", "1:4711:50");
    assertThat(uses()).isEmpty();
  }

  @Test
  void oneProcessHoldsAllOfIt() {
    standIn.set("PROCESSES", "0:4711:50");
    assertThat(uses()).containsExactly(new Use(4711, 0));
  }

  @Test
  void severalProcessesAreWeighedByTheTimeTheirKernelsRan() {
    standIn.set("PROCESSES", "0:4711:60;0:4712:20;1:4713:99");
    assertThat(uses()).containsExactly(new Use(4711, 60), new Use(4712, 20));
  }

  @Test
  void weightsThatAreNotToldAreNotMadeUp() {
    standIn.set("PROCESSES", "0:4711:60;0:4712:20");
    standIn.set("FAIL", "nvmlDeviceGetProcessUtilization=3");
    assertThat(uses()).containsExactly(new Use(4711, 0), new Use(4712, 0));
  }

  @Test
  void absurdUtilisationIsHeldToAllOfTheTime() {
    standIn.set("PROCESSES", "0:4711:4000000000;0:4712:20");
    assertThat(uses()).containsExactly(new Use(4711, 100), new Use(4712, 20));
  }

  @Test
  void moreProcessesThanThereIsRoomForAreNobody() {
    standIn.set(
        "PROCESSES",
        IntStream.range(1, 300)
            .mapToObj(pid -> "0:" + pid + ":1")
            .collect(Collectors.joining(";")));
    assertThat(uses()).isEmpty();
  }

  @Test
  void dividedGpuHasEnergyButNoUtilisation() {
    standIn.set("MIG", "0");
    sensor.probe();
    Reading.Counted reading = (Reading.Counted) sensor.read().getFirst();
    assertThat(reading.gauges().utilizationPpm()).isEmpty();
    assertThat(reading.gauges().memoryUsedBytes()).isPresent();
  }
}
