package io.trainwatt.agent.sensor.bmc;

import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.SensorContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the tool prints lies in a file, which the contract breaks in its ways. */
final class IpmiContractTest extends SensorContract {
  @Override
  protected void lay(Path folder) throws IOException {
    Files.copy(
        Path.of("src/test/resources/bmc/ipmitool-dcmi-power-reading.txt"),
        folder.resolve("printed"));
  }

  @Override
  protected Sensor sensor(Path folder, MonotonicClock clock) {
    List<String> command = List.of("cat", folder.resolve("printed").toString());
    return new IpmiSensor(
        new BmcConfig(
            folder,
            BmcConfig.DEFAULT_INTERVAL,
            BmcConfig.DEFAULT_MAX_POWER,
            Optional.of(new IpmiConfig(command, Duration.ofSeconds(20))),
            Optional.empty()),
        clock);
  }
}
