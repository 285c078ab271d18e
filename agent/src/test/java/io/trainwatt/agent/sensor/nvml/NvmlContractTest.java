package io.trainwatt.agent.sensor.nvml;

import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.SensorContract;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What all sensors keep to. This one reads no files: its library is broken by tests of its own. */
final class NvmlContractTest extends SensorContract {
  @TempDir private static Path folder;
  private static StandIn standIn;

  @BeforeAll
  static void aLibrary() {
    standIn = StandIn.in(folder);
  }

  @Override
  protected void lay(Path machine) {
    // The library is all there is of the machine.
  }

  @Override
  protected Sensor sensor(Path machine, MonotonicClock clock) {
    return new NvmlSensor(standIn.config(machine), clock);
  }
}
