package io.trainwatt.agent.sensor.tpu;

import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.SensorContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Two idle chips: nothing serves metrics on a port that is reserved, so nothing can. */
final class TpuContractTest extends SensorContract {
  @Override
  protected void lay(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("proc"));
    for (int i = 0; i < 2; i++) {
      Path chip = folder.resolve("sys/bus/pci/devices/0000:00:0%d.0".formatted(4 + i));
      Files.createDirectories(chip.resolve("accel/accel" + i));
      Files.writeString(chip.resolve("vendor"), "0x1ae0\n");
      Files.writeString(chip.resolve("device"), "0x005e\n");
      Files.writeString(chip.resolve("subsystem_device"), "0x0000\n");
      Files.writeString(chip.resolve("class"), "0x120000\n");
    }
  }

  @Override
  protected Sensor sensor(Path folder, MonotonicClock clock) {
    return new TpuSensor(
        new TpuConfig(
            folder.resolve("sys"),
            folder.resolve("proc"),
            List.of(new TpuConfig.Address("127.0.0.1", 1)),
            Duration.ofSeconds(20),
            Optional.empty(),
            Optional.empty()),
        clock);
  }
}
