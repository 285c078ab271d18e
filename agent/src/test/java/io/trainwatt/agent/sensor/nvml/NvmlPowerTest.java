package io.trainwatt.agent.sensor.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.sensor.Cadence;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.events.quantity.Quality;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A GPU without an energy counter beside one that has one. */
final class NvmlPowerTest {
  private static final String COUNTERLESS = "gpu-18:00.0";

  @TempDir private Path folder;
  private StandIn standIn;
  private NvmlSensor sensor;
  private Duration now = Duration.ofSeconds(100);

  @BeforeEach
  void oneOfEach() {
    standIn = StandIn.in(folder).set("GPUS", 2).set("NO_COUNTER", "0").at(now);
    sensor = new NvmlSensor(standIn.config(folder), () -> now.toNanos());
  }

  @AfterEach
  void letGo() {
    sensor.close();
  }

  private List<String> readAt(Duration time) {
    now = time;
    standIn.at(time);
    return sensor.read().stream().map(Reading::device).toList();
  }

  private Device first() {
    return sensor.probe().devices().getFirst();
  }

  @Test
  void itsPowerIsIntegratedAtAPaceOfItsOwn() {
    Device gpu = first();
    assertThat(gpu.name()).isEqualTo(COUNTERLESS);
    assertThat(gpu.quality()).isEqualTo(Quality.INTEGRATED);
    assertThat(gpu.energy().kind()).isEqualTo(EnergySource.Kind.GAUGE);
    assertThat(gpu.energy().nominalMillis()).isEqualTo(50);
    assertThat(sensor.cadence()).isEqualTo(Cadence.every(Duration.ofMillis(50)));
  }

  @Test
  void countersBesideItAreReadOnceASecond() {
    sensor.probe();
    assertThat(readAt(Duration.ofSeconds(100))).contains(COUNTERLESS, "gpu-29:00.0");
    assertThat(readAt(Duration.ofMillis(100_050))).containsExactly(COUNTERLESS);
    assertThat(readAt(Duration.ofMillis(100_850))).containsExactly(COUNTERLESS);
    assertThat(readAt(Duration.ofMillis(100_950))).contains(COUNTERLESS, "gpu-29:00.0");
  }

  @Test
  void operatorWhoDistrustsCountersGetsPowerOfEveryBoard() {
    sensor.close();
    sensor =
        new NvmlSensor(
            new NvmlConfig(standIn.config(folder).library(), Duration.ofMillis(50), false, folder),
            () -> now.toNanos());
    assertThat(sensor.probe().devices())
        .hasSize(2)
        .allSatisfy(gpu -> assertThat(gpu.quality()).isEqualTo(Quality.INTEGRATED));
  }

  @ParameterizedTest
  @CsvSource({
    "all,  9, field 185, ",
    "none, 9, field 186, 250000",
    "none, 7, field 186, 250000",
    "none, 6, field 186, ",
    "none, 5, field 186, 500000",
    "none, 3, field 186, ",
    "none, 4000, field 186, 250000"
  })
  void bestPowerIsTakenAndWhatItSeesIsStated(
      String average, int architecture, String method, Integer share) {
    standIn.set("AVERAGE", average).set("ARCH", architecture);
    Device gpu = first();
    assertThat(gpu.method()).startsWith(method);
    assertThat(gpu.observedSharePpm())
        .isEqualTo(share == null ? OptionalInt.empty() : OptionalInt.of(share));
  }

  @Test
  void withoutFieldsTheOldFunctionServes() {
    standIn.set("FAIL", "nvmlDeviceGetFieldValues=3");
    Device gpu = first();
    assertThat(gpu.method()).startsWith("nvmlDeviceGetPowerUsage, integrated");
    assertThat(gpu.observedSharePpm()).hasValue(250_000);
  }

  @Test
  void fieldThatFailsInsideAGoodAnswerIsNotRead() {
    standIn.set("FAIL", "field185=3");
    assertThat(first().method()).startsWith("field 186");
  }

  @Test
  void superchipSeesAFifth() {
    standIn.set("AVERAGE", "none").set("NAME", "NVIDIA GH200 480GB");
    assertThat(first().observedSharePpm()).hasValue(200_000);
  }

  @Test
  void gaugeShowsTheMeanOfItsWindow() {
    standIn.set("AVERAGE", "none").set("LOW_MW", 40_000).set("HIGH_MW", 280_000);
    standIn.set("PHASE_MS", 0).set("GAUGE", "part25");
    sensor.probe();
    // On from 700 ms to 1 050 ms: at 1.12 s the last look was from 1 075 ms to 1 100 ms.
    standIn.at(Duration.ofMillis(1_120));
    assertThat(((Reading.Powered) sensor.read().getFirst()).milliwatts()).isEqualTo(40_000);
    // And at 1.05 s from 975 ms to 1 000 ms.
    standIn.at(Duration.ofMillis(1_050));
    assertThat(((Reading.Powered) sensor.read().getFirst()).milliwatts()).isEqualTo(280_000);
  }
}
