package io.trainwatt.agent.sensor.hwmon;

import io.trainwatt.agent.sense.Machines;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.SensorContract;
import java.nio.file.Path;

final class HwmonContractTest extends SensorContract {
  @Override
  protected void lay(Path folder) {
    Machines.meteredServer(folder);
  }

  @Override
  protected Sensor sensor(Path folder, MonotonicClock clock) {
    return new HwmonSensor(new HwmonConfig(folder.resolve("sys")), clock);
  }
}
