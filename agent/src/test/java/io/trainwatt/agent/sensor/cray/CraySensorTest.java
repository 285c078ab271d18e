package io.trainwatt.agent.sensor.cray;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sense.Machines;
import io.trainwatt.agent.sensor.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CraySensorTest {
  @TempDir private Path folder;
  private final AtomicLong clock = new AtomicLong(1_000_000_000L);
  private Path counters = Path.of("");
  private CraySensor sensor = new CraySensor(new CrayConfig(counters), clock::get);

  @BeforeEach
  void lay() {
    Path sys = Machines.crayEx(folder).resolve("sys");
    counters = sys.resolve("cray/pm_counters");
    sensor = new CraySensor(new CrayConfig(sys), clock::get);
    sensor.probe();
  }

  @Test
  void nothingIsNewWhileFreshnessStaysTheSame() throws IOException {
    assertThat(sensor.read()).hasSize(6);
    assertThat(sensor.read()).isEmpty();
    Files.writeString(counters.resolve("freshness"), "71234568\n");
    assertThat(sensor.read()).hasSize(6);
  }

  @Test
  void freshnessThatStandsStillIsAFailureThatNamesIt() {
    sensor.read();
    clock.addAndGet(10_000_000_000L);
    assertThat(sensor.read())
        .hasSize(6)
        .allSatisfy(
            reading ->
                assertThat(((Reading.Failed) reading).reason())
                    .endsWith("freshness stands still at 71234567"));
  }

  @Test
  void startupBeginsAnewAndGenerationDoesNot() throws IOException {
    assertThat(sensor.read().getFirst().incarnation()).isEqualTo("startup 1732300000");
    Files.writeString(counters.resolve("generation"), "5\n");
    Files.writeString(counters.resolve("startup"), "1732309999\n");
    Files.writeString(counters.resolve("freshness"), "1\n");
    assertThat(sensor.read().getFirst().incarnation()).isEqualTo("startup 1732309999");
  }

  @Test
  void lineThatIsNoEnergyFailsAndTheOthersGoOn() throws IOException {
    Files.writeString(counters.resolve("accel0_energy"), "6012345 W 1732312345678901 us\n");
    assertThat(sensor.read())
        .filteredOn(Reading.Failed.class::isInstance)
        .singleElement()
        .satisfies(
            reading ->
                assertThat(((Reading.Failed) reading).reason())
                    .contains("accel0_energy: not joules with a timestamp: \"6012345 W"));
  }
}
