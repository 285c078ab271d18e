package io.trainwatt.agent.sensor.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.events.node.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a library does short of crashing the process costs a fact and is said. */
final class HostileLibraryTest {
  private static final Duration NOW = Duration.ofSeconds(100);

  @TempDir private Path folder;
  private StandIn standIn;
  private NvmlSensor sensor;

  @BeforeEach
  void twoGpus() {
    use(StandIn.in(folder));
  }

  private void use(StandIn library) {
    standIn = library.set("GPUS", 2).at(NOW);
    sensor = new NvmlSensor(standIn.config(folder), NOW::toNanos);
  }

  @AfterEach
  void letGo() {
    sensor.close();
  }

  private static List<String> problems(Probe probe) {
    return probe.findings().stream().map(Finding::problem).toList();
  }

  private static List<String> parts(Probe probe) {
    return probe.devices().stream()
        .filter(device -> device.role() instanceof Device.Role.Part)
        .map(Device::name)
        .toList();
  }

  private Reading first() {
    return sensor.read().getFirst();
  }

  @ParameterizedTest
  @EnumSource(NvmlFunction.class)
  void missingFunctionCostsItsFactOnly(NvmlFunction function) {
    use(StandIn.in(folder, function.symbols().toArray(String[]::new)));
    Probe probe = sensor.probe();
    boolean anyGpu = function != NvmlFunction.COUNT && function != NvmlFunction.HANDLE;
    assertThat(parts(probe)).hasSize(anyGpu ? 2 : 0);
    assertThat(sensor.read().stream().filter(Reading.Failed.class::isInstance)).isEmpty();
    if (!function.fact().isEmpty()) {
      assertThat(problems(probe)).anyMatch(problem -> problem.contains(function.symbol()));
    }
  }

  @Test
  void olderNameOfAFunctionServesAsWell() {
    use(StandIn.in(folder, "nvmlDeviceGetCurrentClocksEventReasons"));
    assertThat(sensor.probe().findings()).isEmpty();
    assertThat(((Reading.Counted) first()).gauges().throttleReasons())
        .containsExactly("hardware slowdown");
  }

  @Test
  void withoutAnEnergyCounterInTheLibraryPowerIsIntegrated() {
    use(StandIn.in(folder, "nvmlDeviceGetTotalEnergyConsumption"));
    assertThat(sensor.probe().devices().getFirst().method())
        .isEqualTo("field 185, the mean of the last second, integrated, read every 50 ms");
    assertThat(first()).isInstanceOf(Reading.Powered.class);
  }

  @ParameterizedTest
  @EnumSource(NvmlFunction.class)
  void anyErrorOfAnyFunctionIsNoException(NvmlFunction function) {
    for (int code : List.of(1, 2, 3, 4, 6, 7, 9, 10, 13, 15, 17, 18, 19, 21, 25, 999, 4711, -1)) {
      standIn.set("FAIL", function.symbol() + "=" + code);
      Probe probe = sensor.probe();
      List<Reading> readings = sensor.read();
      assertThat(readings)
          .extracting(Reading::device)
          .isSubsetOf(probe.devices().stream().map(Device::name).toList());
      boolean needed = function == NvmlFunction.COUNT || function == NvmlFunction.HANDLE;
      if (needed) {
        assertThat(problems(probe)).anyMatch(problem -> problem.contains(function.symbol()));
      }
    }
    standIn.reset("FAIL");
    sensor.read();
    assertThat(parts(sensor.probe())).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4294967295", "2147483648", "129"})
  void absurdCountIsSaidAndNotBelieved(String count) {
    standIn.set("COUNT", count);
    Probe probe = sensor.probe();
    assertThat(parts(probe)).hasSize(2);
    assertThat(problems(probe)).anyMatch(problem -> problem.contains(count));
    assertThat(probe.findings()).hasSizeLessThan(4);
  }

  @Test
  void absurdNumberOfProcessesLeavesNobodyKnown() {
    standIn.set("PROCESSES", "0:4711:50").set("PROCESS_COUNT", "4294967295");
    sensor.probe();
    assertThat(first().uses()).isEmpty();
  }

  @Test
  void textWithoutAnEndIsCutAtItsBuffer() {
    standIn.set("UNTERMINATED", 1);
    Probe probe = sensor.probe();
    assertThat(parts(probe)).containsExactly("gpu-18:00.0", "gpu-29:00.0");
    assertThat(probe.devices().getFirst().model())
        .isEqualTo("%s (index 0, %s)".formatted("A".repeat(96), "A".repeat(96)));
    assertThat(first()).isInstanceOf(Reading.Counted.class);
  }

  @Test
  void counterBeyondWhatABoardCanHaveUsedIsNoSample() {
    sensor.probe();
    standIn.set("COUNTER_FROM_NS", Duration.ofSeconds(101).toNanos());
    assertThat(first())
        .isInstanceOfSatisfying(
            Reading.Failed.class,
            failed -> assertThat(failed.reason()).contains("which no board can have used"));
  }

  @Test
  void lostGpuFailsAloneAndSaysWhy() {
    sensor.probe();
    standIn.set("FAIL", "*@1=15");
    List<Reading> readings = sensor.read();
    assertThat(readings.getFirst()).isInstanceOf(Reading.Counted.class);
    assertThat(readings.get(2))
        .isInstanceOfSatisfying(
            Reading.Failed.class,
            failed -> {
              assertThat(failed.device()).isEqualTo("gpu-29:00.0");
              assertThat(failed.reason()).contains("has fallen off the bus (error 15)");
            });
    Probe after = sensor.probe();
    assertThat(parts(after)).containsExactly("gpu-18:00.0");
    assertThat(after.findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.remedy()).contains("Xid"));
  }

  @Test
  void gpuThatTellsNeitherEnergyNorPowerIsAFinding() {
    standIn.set(
        "FAIL",
        "nvmlDeviceGetTotalEnergyConsumption@0=4;nvmlDeviceGetPowerUsage@0=4;"
            + "nvmlDeviceGetFieldValues@0=4");
    Probe probe = sensor.probe();
    assertThat(parts(probe)).containsExactly("gpu-29:00.0");
    assertThat(problems(probe))
        .singleElement()
        .asString()
        .startsWith("neither energy nor power can be read");
    assertThat(probe.findings().getFirst().remedy()).contains("/dev/nvidia");
  }

  @Test
  void fileThatIsNoLibraryIsAFinding() throws Exception {
    Path file = Files.writeString(folder.resolve("libnvidia-ml.so.1"), "not a library");
    NvmlSensor other =
        new NvmlSensor(
            new NvmlConfig(
                Optional.of(file.toString()), NvmlConfig.DEFAULT_GAUGE_INTERVAL, true, folder),
            NOW::toNanos);
    assertThat(problems(other.probe())).singleElement().asString().contains("cannot be loaded");
    assertThat(other.read()).isEmpty();
  }
}
