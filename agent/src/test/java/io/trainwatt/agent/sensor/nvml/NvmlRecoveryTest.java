package io.trainwatt.agent.sensor.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sensor.Cadence;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.events.node.Finding;
import io.trainwatt.events.quantity.Quality;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers, counters and calls that break while the agent runs. */
final class NvmlRecoveryTest {
  @TempDir private Path folder;
  private StandIn standIn;
  private NvmlSensor sensor;
  private Duration now = Duration.ofSeconds(100);

  @BeforeEach
  void aGpu() throws IOException {
    Files.createDirectories(folder.resolve("module/nvidia"));
    standIn = StandIn.in(folder).set("GPUS", 1).at(now);
    sensor = new NvmlSensor(standIn.config(folder), () -> now.toNanos());
    sensor.probe();
  }

  @AfterEach
  void letGo() {
    sensor.close();
  }

  private Reading readAfter(Duration time) {
    now = now.plus(time);
    standIn.at(now);
    return sensor.read().getFirst();
  }

  @Test
  void upgradedDriverIsSaidAndTheLibraryOpenedAnew() {
    standIn.set("FAIL", "*=18");
    assertThat(readAfter(Duration.ofSeconds(1)))
        .isInstanceOfSatisfying(
            Reading.Failed.class,
            failed -> assertThat(failed.reason()).contains("the driver was upgraded (error 18)"));
    assertThat(sensor.isOutdated()).isTrue();
    Probe without = sensor.probe();
    assertThat(without.devices()).isEmpty();
    assertThat(without.findings())
        .extracting(Finding::remedy)
        .containsExactly("reboot, or unload and load the driver; the agent goes on by itself then");
    assertThat(sensor.isOutdated()).isFalse();
    assertThat(sensor.read()).isEmpty();
    standIn.reset("FAIL");
    assertThat(sensor.probe().devices()).hasSize(2);
    assertThat(readAfter(Duration.ofSeconds(1))).isInstanceOf(Reading.Counted.class);
  }

  @Test
  void restartOfTheAgentIsNoOtherIncarnation() {
    String before = readAfter(Duration.ofSeconds(1)).incarnation();
    sensor.close();
    sensor.probe();
    assertThat(before).startsWith("driver 570.86.15, load ").endsWith("-000000000000");
    assertThat(readAfter(Duration.ofSeconds(1)).incarnation()).isEqualTo(before);
  }

  @Test
  void driverThatIsLoadedAgainIsAnotherIncarnation() throws IOException {
    String before = readAfter(Duration.ofSeconds(1)).incarnation();
    // As the kernel does: the new folder's number is not the old one's.
    Files.createDirectories(folder.resolve("loaded-again"));
    Files.delete(folder.resolve("module/nvidia"));
    Files.move(folder.resolve("loaded-again"), folder.resolve("module/nvidia"));
    sensor.close();
    sensor.probe();
    assertThat(readAfter(Duration.ofSeconds(1)).incarnation()).isNotEqualTo(before);
  }

  @Test
  void counterThatStandsStillIsNoSample() {
    standIn.set("FROZEN", "all");
    assertThat(readAfter(Duration.ofSeconds(1))).isInstanceOf(Reading.Counted.class);
    assertThat(readAfter(Duration.ofMillis(499))).isInstanceOf(Reading.Counted.class);
    assertThat(readAfter(Duration.ofMillis(501)))
        .isInstanceOfSatisfying(
            Reading.Failed.class,
            failed ->
                assertThat(failed.reason())
                    .startsWith("its energy counter has not moved for 1000 ms"));
    standIn.reset("FROZEN");
    assertThat(readAfter(Duration.ofSeconds(1))).isInstanceOf(Reading.Counted.class);
    assertThat(sensor.isOutdated()).isFalse();
  }

  @Test
  void counterThatStaysStillIsReplacedByPowerAndThatIsSaid() {
    standIn.set("FROZEN", "all");
    String before = readAfter(Duration.ofSeconds(1)).incarnation();
    readAfter(Duration.ofSeconds(9));
    assertThat(sensor.isOutdated()).isFalse();
    readAfter(Duration.ofSeconds(1));
    assertThat(sensor.isOutdated()).isTrue();
    Probe probe = sensor.probe();
    assertThat(probe.devices())
        .singleElement()
        .satisfies(gpu -> assertThat(gpu.quality()).isEqualTo(Quality.INTEGRATED));
    assertThat(probe.findings())
        .extracting(Finding::problem)
        .singleElement()
        .asString()
        .startsWith("its energy counter has not moved for 10000 ms while the board draws ")
        .endsWith("; its power is integrated instead");
    Reading after = readAfter(Duration.ofMillis(50));
    assertThat(after).isInstanceOf(Reading.Powered.class);
    assertThat(after.incarnation()).isNotEqualTo(before);
    assertThat(sensor.cadence()).isEqualTo(Cadence.every(Duration.ofMillis(50)));
    assertThat(sensor.probe()).isEqualTo(probe);
  }

  @Test
  void counterThatFailsForLongIsReplacedByPower() {
    readAfter(Duration.ofSeconds(1));
    standIn.set("FAIL", "nvmlDeviceGetTotalEnergyConsumption=999");
    assertThat(readAfter(Duration.ofSeconds(1))).isInstanceOf(Reading.Failed.class);
    assertThat(sensor.isOutdated()).isFalse();
    readAfter(Duration.ofSeconds(10));
    assertThat(sensor.isOutdated()).isTrue();
    assertThat(sensor.probe().devices()).extracting("quality").containsExactly(Quality.INTEGRATED);
  }

  @Test
  void counterThatRefusesForAMomentIsNotGivenUp() {
    String before = readAfter(Duration.ofSeconds(1)).incarnation();
    standIn.set("FAIL", "nvmlDeviceGetTotalEnergyConsumption=999");
    assertThat(sensor.probe().devices().getFirst().quality()).isEqualTo(Quality.COUNTED);
    assertThat(readAfter(Duration.ofSeconds(1))).isInstanceOf(Reading.Failed.class);
    standIn.reset("FAIL");
    Reading after = readAfter(Duration.ofSeconds(1));
    assertThat(after).isInstanceOf(Reading.Counted.class);
    assertThat(after.incarnation()).isEqualTo(before);
  }

  @Test
  void idleCounterThatRestsIsBelieved() {
    standIn.set("FROZEN", "all").set("LOW_MW", 0).set("HIGH_MW", 0);
    readAfter(Duration.ofSeconds(1));
    assertThat(readAfter(Duration.ofSeconds(60))).isInstanceOf(Reading.Counted.class);
  }

  @Test
  void callThatHangsHoldsUpNobodyButItsCaller() {
    standIn.set("HANG", "nvmlDeviceGetTemperature");
    CompletableFuture<Reading> reading =
        CompletableFuture.supplyAsync(() -> sensor.read().getFirst());
    assertThat(reading).isNotDone();
    System.gc();
    standIn.reset("HANG");
    assertThat(reading.join()).isInstanceOf(Reading.Counted.class);
  }
}
