package io.trainwatt.agent.sensor.amd;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sense.Machines;
import io.trainwatt.agent.sensor.Cadence;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.amd.MetricsTables.Figures;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.sample.Gauges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AmdSensorTest {
  @TempDir private Path folder;

  private AmdSensor sensor() {
    return new AmdSensor(
        new AmdConfig(folder.resolve("sys"), folder.resolve("proc")), () -> 5_000_000_000L);
  }

  private Path card(String slot) {
    return folder.resolve("sys/devices/pci0000:00").resolve(slot);
  }

  @Test
  void cardShowsItsGaugesBesideItsEnergy() {
    Machines.mi250x(folder);
    AmdSensor sensor = sensor();
    Probe probe = sensor.probe();
    assertThat(probe.devices().getFirst().model()).isEqualTo("AMD INSTINCT MI250X (MCM) OAM");
    assertThat(probe.devices().getFirst().energy().powerBoundMilliwatts()).isEqualTo(1_120_000);
    assertThat(sensor.cadence()).isEqualTo(Cadence.AT_TICK);
    Gauges gauges = ((Reading.Counted) sensor.read().getFirst()).gauges();
    assertThat(gauges.utilizationPpm()).isEqualTo(OptionalInt.of(970_000));
    assertThat(gauges.memoryUsedBytes()).isEqualTo(OptionalLong.of(60_129_542_144L));
    assertThat(gauges.memoryTotalBytes()).isEqualTo(OptionalLong.of(68_702_699_520L));
    assertThat(gauges.powerLimit()).isEqualTo(Optional.of(Power.ofMilliwatts(560_000)));
    assertThat(gauges.temperatureMillicelsius()).isEqualTo(OptionalInt.of(61_000));
    assertThat(gauges.clockHertz()).isEqualTo(OptionalLong.of(1_650_000_000L));
  }

  @Test
  void throttlingOfNewerTablesIsWhatHeldSinceTheLastReading() throws IOException {
    Machines.amdMixed(folder);
    AmdSensor sensor = sensor();
    sensor.probe();
    assertThat(((Reading.Counted) sensor.read().getFirst()).gauges().throttleReasons()).isEmpty();
    Files.write(
        card("0000:01:00.0").resolve("gpu_metrics"),
        MetricsTables.late(7, new Figures(140_000, 700, 80, 2_100, 0), 0, 9, 1, 0, 0));
    assertThat(((Reading.Counted) sensor.read().getFirst()).gauges().throttleReasons())
        .containsExactly("power cap", "thermal");
    assertThat(sensor.cadence()).isEqualTo(Cadence.every(Duration.ofMillis(100)));
  }

  @Test
  void whoComputesIsKnownFromTheDriversOwnListOnBothDiesOfAPackage() throws IOException {
    Machines.mi250x(folder);
    Path kfd = folder.resolve("sys/class/kfd/kfd");
    board(kfd, "1", "50432", "49408");
    board(kfd, "2", "21947", "50688");
    write(kfd.resolve("proc/700/vram_50432"), "1048576\n");
    write(kfd.resolve("proc/700/stats_50432/cu_occupancy"), "52\n");
    write(kfd.resolve("proc/701/vram_21947"), "4096\n");
    write(kfd.resolve("proc/701/stats_21947/cu_occupancy"), "26\n");
    write(kfd.resolve("proc/702/vram_21947"), "0\n");
    AmdSensor sensor = sensor();
    sensor.probe();
    List<Reading> readings = sensor.read();
    assertThat(readings.getFirst().uses())
        .containsExactlyInAnyOrder(
            new Reading.Use(700, 500_000_000), new Reading.Use(701, 250_000_000));
    assertThat(readings)
        .filteredOn(reading -> reading.device().equals("amdgpu-0000:c9:00.0"))
        .allSatisfy(reading -> assertThat(reading.uses()).isEmpty());
  }

  private static void board(Path kfd, String node, String id, String location) throws IOException {
    write(kfd.resolve("topology/nodes/" + node + "/gpu_id"), id + "\n");
    write(
        kfd.resolve("topology/nodes/" + node + "/properties"),
        "cpu_cores_count 0\nsimd_count 416\nsimd_per_cu 4\ndomain 0\nlocation_id "
            + location
            + "\n");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void tableOfAnUnknownRevisionIsNamedAndThePowerIsUsed() throws IOException {
    Machines.mi250x(folder);
    Files.write(card("0000:c1:00.0").resolve("gpu_metrics"), MetricsTables.header(200, 1, 9));
    Probe probe = sensor().probe();
    assertThat(probe.findings())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.problem())
                    .isEqualTo("gpu_metrics is not used: gpu_metrics revision 1.9 is not known"));
    assertThat(probe.devices())
        .extracting(Device::name)
        .contains("amdgpu-0000:c1:00.0")
        .doesNotContain("amdgpu-0000:c1:00.0/power");
  }

  @Test
  void tableThatBreaksWhileItIsReadFailsItsCardAlone() throws IOException {
    Machines.mi250x(folder);
    AmdSensor sensor = sensor();
    sensor.probe();
    Files.write(card("0000:c1:00.0").resolve("gpu_metrics"), new byte[7]);
    List<Reading> readings = sensor.read();
    assertThat(readings).hasSize(4);
    assertThat(((Reading.Failed) readings.getFirst()).reason())
        .endsWith("gpu_metrics: gpu_metrics says it has 0 bytes and has 7");
    assertThat(readings).filteredOn(Reading.Failed.class::isInstance).hasSize(1);
  }
}
