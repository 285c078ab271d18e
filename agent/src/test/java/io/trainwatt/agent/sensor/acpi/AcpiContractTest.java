package io.trainwatt.agent.sensor.acpi;

import io.trainwatt.agent.sense.Machines;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.SensorContract;
import java.nio.file.Path;

final class AcpiContractTest extends SensorContract {
  @Override
  protected void lay(Path folder) {
    Machines.gh200(folder);
  }

  @Override
  protected Sensor sensor(Path folder, MonotonicClock clock) {
    return new AcpiSensor(new AcpiConfig(folder.resolve("sys")), clock);
  }
}
