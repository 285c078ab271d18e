package io.trainwatt.agent.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sense.SensorConfig;
import io.trainwatt.agent.sense.SensorRoster;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.events.sample.DeviceSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The meter on the machine the test runs on, with a real child that keeps a CPU busy. */
final class ThisMachineTest {
  private static final MonotonicClock CLOCK = System::nanoTime;

  private static Measured tick(NodeMeter meter) {
    return meter.tick(CLOCK.nanos(), System.currentTimeMillis() * 1_000);
  }

  @Test
  void busyProcessAndTheChildrenItWaitsForAreMeasured() throws IOException {
    NodeMeter meter =
        new NodeMeter(
            new MeterConfig(Path.of("/proc")),
            SensorRoster.of(SensorConfig.of(Path.of("/sys"), Path.of("/proc")), CLOCK),
            Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip(),
            Optional.empty());
    tick(meter);
    Process work =
        new ProcessBuilder(
                "sh", "-c", "while :; do (i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done); done")
            .start();
    try {
      meter.register("work", work.pid());
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> tick(meter).runs().getFirst().cpuMicros() > 300_000);
      assertThat(meter.runOf(work.pid())).contains("work");
      Measured measured = tick(meter);
      for (DeviceSample device : measured.devices()) {
        assertThat(device.imbalance()).isEmpty();
      }
      assertThat(measured.devices()).extracting("inTotal").contains(true);
    } finally {
      work.destroyForcibly();
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> tick(meter).runs().getFirst().ended());
  }
}
