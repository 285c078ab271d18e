package io.trainwatt.agent.sensor.neuron;

import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.SensorContract;
import io.trainwatt.events.quantity.Power;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

final class NeuronContractTest extends SensorContract {
  @Override
  protected void lay(Path folder) throws IOException {
    for (int i = 0; i < 2; i++) {
      Path device = folder.resolve("devices/virtual/neuron_device/neuron" + i);
      Files.createDirectories(device.resolve("stats/power"));
      Files.createDirectories(device.resolve("info/architecture"));
      Files.writeString(device.resolve("info/architecture/device_name"), "Trainium2\n");
      Files.writeString(
          device.resolve("stats/power/utilization"),
          "POWER_STATUS_VALID,1762000020,0.86,25.00,18.86\n");
    }
  }

  @Override
  protected Sensor sensor(Path folder, MonotonicClock clock) {
    Power max = Power.ofMilliwatts(500_000);
    return new NeuronSensor(new NeuronConfig(folder, Optional.of(max), Optional.empty()), clock);
  }
}
