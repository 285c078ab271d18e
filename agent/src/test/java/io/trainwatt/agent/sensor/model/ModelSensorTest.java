package io.trainwatt.agent.sensor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.rapl.Trees;
import io.trainwatt.events.quantity.Power;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelSensorTest {
  @TempDir private Path folder;

  private static ModelSensor sensor(ModelConfig config) {
    return new ModelSensor(config, () -> 10_000_000_000L);
  }

  private static List<Device> devices(String machine) {
    return sensor(ModelConfig.of(Trees.of(machine).resolve("proc"))).probe().devices();
  }

  @Test
  void knownGenerationHasItsOwnFigures() {
    Device cpu = devices("intel-2s-dram").getFirst();
    assertThat(cpu.model()).isEqualTo("Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz");
    assertThat(cpu.idlePower()).contains(Power.ofMilliwatts(4 * 640));
    assertThat(cpu.energy().powerBoundMilliwatts()).isEqualTo(2 * 4 * 3_970);
    assertThat(cpu.method()).contains("Cascade Lake (of this generation)").contains("within 40 %");
    assertThat(cpu.errorPpm()).isEqualTo(400_000);
  }

  @Test
  void unlistedGenerationHasTheNearestOfItsVendor() {
    Device cpu = devices("vm-no-powercap").getFirst();
    assertThat(cpu.idlePower()).contains(Power.ofMilliwatts(2 * 470));
    assertThat(cpu.method())
        .contains("EPYC 2nd generation (nearest generation with published figures)");
  }

  @Test
  void unknownProcessorHasTheMeanOfTheTable() throws IOException {
    procWith("cpu  5 0 5 9\ncpu0 5 0 5 9\n");
    Device cpu = sensor(ModelConfig.of(folder)).probe().devices().getFirst();
    assertThat(cpu.idlePower()).contains(Power.ofMilliwatts(863));
    assertThat(cpu.method()).contains("unknown processor");
  }

  @Test
  void energySinceBootIsIdlePowerTimesTimeAndTheRestByBusyTime() throws IOException {
    procWith("cpu  700 100 100 900 50 60 40 8000 0 0\ncpu0 1 0 1 1\ncpu1 1 0 1 1\n");
    ModelSensor sensor =
        sensor(
            new ModelConfig(
                folder,
                Optional.of(Power.ofMilliwatts(1_001)),
                Optional.of(Power.ofMilliwatts(4_004)),
                Optional.of(Power.ofMilliwatts(2_500))));
    sensor.probe();
    List<Reading> readings = sensor.read();
    // 10 s of 1.001 W, and 10 s of CPU time at half of 3.003 W; stolen and waiting time is free.
    assertThat(((Reading.Modelled) readings.get(0)).microjoules())
        .isEqualTo(10_010_000 + 15_015_000);
    assertThat(((Reading.Modelled) readings.get(1)).microjoules()).isEqualTo(25_000_000);
  }

  @Test
  void unreadableCpuTimesAreAFailedReading() throws IOException {
    procWith("cpu  5 0 5 9\ncpu0 5 0 5 9\n");
    ModelSensor sensor = sensor(ModelConfig.of(folder));
    sensor.probe();
    Files.writeString(folder.resolve("stat"), "nonsense");
    assertThat(sensor.read().getFirst()).isInstanceOf(Reading.Failed.class);
    assertThat(sensor.read().get(1)).isInstanceOf(Reading.Modelled.class);
  }

  @Test
  void machineWithoutCpuTimesHasFindings() {
    assertThat(sensor(ModelConfig.of(folder)).probe().findings())
        .extracting("subject")
        .containsExactly("model cpu", "model memory");
  }

  @Test
  void idleAboveMaximumIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ModelConfig(
                    folder,
                    Optional.of(Power.ofWatts(5)),
                    Optional.of(Power.ofWatts(4)),
                    Optional.empty()))
        .withMessage("the CPU's idle power (5000 mW) is above its maximum (4000 mW)");
  }

  private void procWith(String stat) throws IOException {
    Files.writeString(folder.resolve("stat"), stat);
    Files.writeString(folder.resolve("cpuinfo"), "processor : 0\n");
    Files.writeString(folder.resolve("meminfo"), "MemTotal: 1000 kB\n");
  }
}
