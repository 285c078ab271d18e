package io.trainwatt.agent.sensor.intelgpu;

import io.trainwatt.agent.sense.Machines;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.SensorContract;
import java.nio.file.Path;

final class IntelGpuContractTest extends SensorContract {
  @Override
  protected void lay(Path folder) {
    Machines.intelGpus(folder);
  }

  @Override
  protected Sensor sensor(Path folder, MonotonicClock clock) {
    return new IntelGpuSensor(
        new IntelGpuConfig(folder.resolve("sys"), folder.resolve("proc")), clock);
  }
}
