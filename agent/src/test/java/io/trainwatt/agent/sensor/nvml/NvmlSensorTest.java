package io.trainwatt.agent.sensor.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sensor.Cadence;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Gauges;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight GPUs of the stand-in, as the sensor sees them. */
final class NvmlSensorTest {
  private static final Duration NOW = Duration.ofSeconds(100);

  @TempDir private Path folder;
  private StandIn standIn;
  private NvmlSensor sensor;

  @BeforeEach
  void eightGpus() {
    standIn = StandIn.in(folder).at(NOW);
    sensor = new NvmlSensor(standIn.config(folder), NOW::toNanos);
  }

  @AfterEach
  void letGo() {
    sensor.close();
  }

  private Reading reading(String device) {
    return sensor.read().stream()
        .filter(reading -> reading.device().equals(device))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void gpusAreNamedByTheirPlaceOnTheBus() {
    assertThat(sensor.probe().devices())
        .extracting(Device::name)
        .containsExactly(
            "gpu-18:00.0",
            "gpu-18:00.0/power",
            "gpu-29:00.0",
            "gpu-29:00.0/power",
            "gpu-3a:00.0",
            "gpu-3a:00.0/power",
            "gpu-4b:00.0",
            "gpu-4b:00.0/power",
            "gpu-5c:00.0",
            "gpu-5c:00.0/power",
            "gpu-6d:00.0",
            "gpu-6d:00.0/power",
            "gpu-7e:00.0",
            "gpu-7e:00.0/power",
            "gpu-8f:00.0",
            "gpu-8f:00.0/power");
  }

  @Test
  void modelSaysWhichGpuThatIsToOtherTools() {
    assertThat(sensor.probe().devices().get(2).model())
        .isEqualTo("NVIDIA Stand-in (index 1, GPU-5a3c9e01-0000-4000-8000-000000000001)");
  }

  @Test
  void counterIsReadOnceATickAndIsThePart() {
    Device gpu = sensor.probe().devices().getFirst();
    assertThat(gpu.quality()).isEqualTo(Quality.COUNTED);
    assertThat(gpu.role()).isEqualTo(new Device.Role.Part());
    assertThat(gpu.energy().powerBoundMilliwatts()).isEqualTo(1_400_000);
    assertThat(gpu.energy().rangeMicrojoules()).isEmpty();
    assertThat(sensor.cadence()).isEqualTo(Cadence.AT_TICK);
  }

  @Test
  void powerIsHeldAgainstTheCounter() {
    Device check = sensor.probe().devices().get(1);
    assertThat(check.role()).isEqualTo(new Device.Role.Check("gpu-18:00.0"));
    assertThat(check.quality()).isEqualTo(Quality.INTEGRATED);
    assertThat(reading("gpu-18:00.0/power"))
        .isInstanceOfSatisfying(
            Reading.Powered.class,
            power -> assertThat(power.milliwatts()).isBetween(60_000L, 300_000L));
  }

  @Test
  void counterShowsWhatTheWaveUsed() {
    sensor.probe();
    StandIn.Wave wave = StandIn.Wave.of(0);
    assertThat(reading("gpu-18:00.0"))
        .isInstanceOfSatisfying(
            Reading.Counted.class,
            counted -> {
              assertThat(counted.monotonicNanos()).isEqualTo(NOW.toNanos());
              assertThat(counted.microjoules())
                  .isEqualTo(StandIn.millijoules(wave, NOW.toNanos()) * 1_000);
            });
  }

  @Test
  void gaugesAreDecoded() {
    sensor.probe();
    Gauges expected =
        new Gauges(
            Optional.empty(),
            OptionalInt.of(970_000),
            Optional.empty(),
            OptionalLong.of(20L << 30),
            OptionalLong.of(80L << 30),
            Optional.of(Power.ofMilliwatts(700_000)),
            OptionalInt.of(52_000),
            OptionalLong.of(1_755_000_000L),
            List.of("software power cap", "hardware thermal"));
    assertThat(((Reading.Counted) reading("gpu-3a:00.0")).gauges()).isEqualTo(expected);
  }

  @Test
  void probingAgainKeepsTheLibraryOpen() {
    Probe first = sensor.probe();
    Probe second = sensor.probe();
    assertThat(standIn.inits()).isEqualTo(1);
    assertThat(second).isEqualTo(first);
    sensor.close();
    assertThat(standIn.inits()).isZero();
  }

  @Test
  void driverThatForgetsItsCountersIsAFinding() {
    standIn.set("PERSISTENCE", 0);
    assertThat(sensor.probe().findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.subject()).startsWith("nvml gpu-18:00.0, gpu-29:00.0");
              assertThat(finding.problem()).startsWith("persistence mode is off");
              assertThat(finding.remedy()).contains("nvidia-persistenced");
            });
  }

  @Test
  void machineWithoutGpusIsNoFault() {
    standIn.set("GPUS", 0);
    Probe probe = sensor.probe();
    assertThat(probe.devices()).isEmpty();
    assertThat(probe.findings()).isEmpty();
    assertThat(probe.unused())
        .extracting(Probe.Unused::why)
        .containsExactly("the driver sees none");
    assertThat(sensor.read()).isEmpty();
  }

  @Test
  void realTimeReadingLiesBetweenTheTruthBeforeAndAfterIt() {
    standIn.reset("CLOCK_NS");
    NvmlSensor now = new NvmlSensor(standIn.config(folder), System::nanoTime);
    now.probe();
    for (int i = 0; i < 20; i++) {
      long before = System.nanoTime();
      List<Reading> readings = now.read();
      long after = System.nanoTime();
      for (int gpu = 0; gpu < 8; gpu++) {
        StandIn.Wave wave = StandIn.Wave.of(gpu);
        assertThat(((Reading.Counted) readings.get(2 * gpu)).microjoules() / 1_000)
            .isBetween(StandIn.millijoules(wave, before), StandIn.millijoules(wave, after));
      }
    }
    now.close();
  }
}
