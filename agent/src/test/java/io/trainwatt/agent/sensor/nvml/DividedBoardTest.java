package io.trainwatt.agent.sensor.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sensor.Reading.Use;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who used a GPU in MIG mode: one instance of 4 slices, one of 3, at a power of our choice. */
final class DividedBoardTest {
  private static final Map<Long, Long> BY_SLICES =
      Map.of(4711L, watts(300 * 4 / 7.0), 4713L, watts(300 * 3 / 7.0));

  @TempDir private Path folder;
  private StandIn standIn;
  private NvmlSensor sensor;

  @BeforeEach
  void oneDividedGpu() {
    use(StandIn.in(folder));
  }

  private void use(StandIn library) {
    standIn = library.set("GPUS", 1).set("MIG", "0").at(Duration.ofSeconds(100));
    standIn.set("PROCESSES", "0:4711:0:1;0:4713:0:2");
    draws(300_000);
    sensor = new NvmlSensor(standIn.config(folder), () -> 0);
  }

  @AfterEach
  void letGo() {
    sensor.close();
  }

  private void draws(int milliwatts) {
    standIn.set("LOW_MW", milliwatts).set("HIGH_MW", milliwatts);
  }

  /** Weights once it can be told what was done since another reading. */
  private Map<Long, Long> looked() {
    sensor.probe();
    sensor.read();
    return later();
  }

  /** Weights after as many readings as there are instances: so often activity is asked. */
  private Map<Long, Long> later() {
    sensor.read();
    return weights();
  }

  private Map<Long, Long> weights() {
    return sensor.read().getFirst().uses().stream()
        .collect(Collectors.toMap(Use::pid, Use::weight));
  }

  /** A weight, in watts of that power. */
  private static long watts(double watts) {
    return Math.round(watts * 7_000 * 1_000_000);
  }

  @Test
  void activityIsNotKnownAtTheFirstReadingSoThatSlicesDivide() {
    standIn.set("ACTIVITY", "0:1:100");
    sensor.probe();
    assertThat(weights()).isEqualTo(BY_SLICES);
  }

  @Test
  void instancesThatDoNothingAreWeighedByTheirSlices() {
    assertThat(looked()).isEqualTo(BY_SLICES);
  }

  @Test
  void slicesTimesActivityDivideWhatIsDrawn() {
    standIn.set("ACTIVITY", "0:1:25;0:2:100");
    assertThat(looked()).isEqualTo(Map.of(4711L, watts(75), 4713L, watts(225)));
  }

  @Test
  void whatItDrawsAtRestIsDividedBySlicesWhoeverComputes() {
    draws(70_000);
    looked();
    draws(300_000);
    standIn.set("ACTIVITY", "0:2:80");
    assertThat(later()).isEqualTo(Map.of(4711L, watts(40), 4713L, watts(30 + 230)));
  }

  @Test
  void theLeastThatWasSeenAtRestIsWhatItDrawsAtRest() {
    draws(140_000);
    looked();
    draws(70_000);
    standIn.set("ACTIVITY", "0:1:0.9;0:2:1.0");
    later();
    draws(140_000);
    later();
    draws(300_000);
    standIn.set("ACTIVITY", "0:2:80");
    assertThat(later()).containsEntry(4711L, watts(40));
  }

  @Test
  void processesOfOneInstanceHaveEqualParts() {
    standIn.set("ACTIVITY", "0:1:50;0:2:100");
    standIn.set("PROCESSES", "0:4711:0:1;0:4712:0:1;0:4713:0:2");
    assertThat(looked()).isEqualTo(Map.of(4711L, watts(60), 4712L, watts(60), 4713L, watts(180)));
  }

  @Test
  void whatAnInstanceWithoutAKnownHolderDoesIsNobodys() {
    standIn.set("ACTIVITY", "0:1:50;0:2:100").set("PROCESSES", "0:4711:0:1");
    assertThat(looked()).isEqualTo(Map.of(4711L, watts(120), 0L, watts(180)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nan", "-1", "-inf"})
  void activityThatCannotBeIsNotBelieved(String percent) {
    standIn.set("ACTIVITY", "0:1:100;0:2:" + percent);
    assertThat(looked()).isEqualTo(BY_SLICES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"129", "1e300", "inf"})
  void moreThanAllOfAnInstanceIsAllOfIt(String percent) {
    standIn.set("ACTIVITY", "0:1:75;0:2:" + percent);
    assertThat(looked()).isEqualTo(Map.of(4711L, watts(150), 4713L, watts(150)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nvmlGpmQueryDeviceSupport=3",
        "nvmlGpmSampleAlloc=20",
        "nvmlGpmMigSampleGet=4",
        "nvmlGpmMetricsGet=999",
        "metric=3"
      })
  void withoutActivitySlicesDivide(String failure) {
    standIn.set("ACTIVITY", "0:1:25;0:2:100").set("FAIL", failure);
    assertThat(looked()).isEqualTo(BY_SLICES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nvmlGpmQueryDeviceSupport",
        "nvmlGpmSampleAlloc",
        "nvmlGpmSampleFree",
        "nvmlGpmMigSampleGet",
        "nvmlGpmMetricsGet"
      })
  void driverWithoutTheFunctionsCostsActivityOnly(String symbol) {
    use(StandIn.in(folder, symbol));
    assertThat(looked()).containsOnlyKeys(4711L, 4713L);
  }

  @Test
  void boardsBeforeHopperAreDividedBySlices() {
    standIn.set("GPM", "5").set("ACTIVITY", "0:1:25;0:2:100");
    assertThat(looked()).isEqualTo(BY_SLICES);
  }

  @Test
  void activityIsKnownAgainAfterAReadingThatFailed() {
    standIn.set("ACTIVITY", "0:1:25;0:2:100");
    looked();
    standIn.set("FAIL", "nvmlGpmMigSampleGet=10");
    later();
    standIn.reset("FAIL");
    later();
    assertThat(later()).isEqualTo(Map.of(4711L, watts(75), 4713L, watts(225)));
  }

  @Test
  void withoutPowerAllIsByActivity() {
    standIn.set("FAIL", "nvmlDeviceGetPowerUsage=3;nvmlDeviceGetFieldValues=3");
    standIn.set("ACTIVITY", "0:1:25;0:2:100");
    assertThat(looked()).isEqualTo(Map.of(4711L, watts(0.001 / 4), 4713L, watts(0.003 / 4)));
  }

  @Test
  void whatWasToldHoldsUntilItIsAskedAgain() {
    standIn.set("ACTIVITY", "0:1:25;0:2:100");
    looked();
    standIn.set("ACTIVITY", "0:1:100;0:2:0");
    long before = standIn.calls();
    assertThat(weights()).isEqualTo(Map.of(4711L, watts(75), 4713L, watts(225)));
    long calls = standIn.calls() - before;
    assertThat(weights()).isEqualTo(Map.of(4711L, watts(300), 4713L, 0L));
    assertThat(standIn.calls() - before).isEqualTo(2 * calls + 4);
  }

  @Test
  void samplesAreGivenBackWhenItLooksAgain() {
    looked();
    looked();
    assertThat(standIn.samples()).isEqualTo(4);
    standIn.reset("MIG");
    looked();
    assertThat(standIn.samples()).isZero();
  }
}
