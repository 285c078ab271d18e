package io.trainwatt.agent.sensor.cray;

import io.trainwatt.agent.sense.Machines;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.SensorContract;
import java.nio.file.Path;

final class CrayContractTest extends SensorContract {
  @Override
  protected void lay(Path folder) {
    Machines.crayEx(folder);
  }

  @Override
  protected Sensor sensor(Path folder, MonotonicClock clock) {
    return new CraySensor(new CrayConfig(folder.resolve("sys")), clock);
  }
}
