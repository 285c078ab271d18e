package io.trainwatt.agent.sensor.amd;

import io.trainwatt.agent.sense.Machines;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.SensorContract;
import java.nio.file.Path;

final class AmdContractTest extends SensorContract {
  @Override
  protected void lay(Path folder) {
    Machines.mi250x(folder);
  }

  @Override
  protected Sensor sensor(Path folder, MonotonicClock clock) {
    return new AmdSensor(new AmdConfig(folder.resolve("sys"), folder.resolve("proc")), clock);
  }
}
