package io.trainwatt.agent.sensor.model;

import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.SensorContract;
import io.trainwatt.agent.sensor.rapl.Trees;
import java.nio.file.Path;

final class ModelContractTest extends SensorContract {
  @Override
  protected void lay(Path folder) {
    Trees.copy("vm-no-powercap", folder);
  }

  @Override
  protected Sensor sensor(Path folder, MonotonicClock clock) {
    return new ModelSensor(ModelConfig.of(folder.resolve("proc")), clock);
  }
}
