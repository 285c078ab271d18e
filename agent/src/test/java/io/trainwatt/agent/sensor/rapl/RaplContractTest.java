package io.trainwatt.agent.sensor.rapl;

import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.SensorContract;
import java.nio.file.Path;

final class RaplContractTest extends SensorContract {
  @Override
  protected void lay(Path folder) {
    Trees.copy("intel-2s-dram", folder);
  }

  @Override
  protected Sensor sensor(Path folder, MonotonicClock clock) {
    return new RaplSensor(new RaplConfig(folder.resolve("sys")), clock);
  }
}
