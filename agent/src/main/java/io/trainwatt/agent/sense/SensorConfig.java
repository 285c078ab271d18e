package io.trainwatt.agent.sense;

import io.trainwatt.agent.sensor.model.ModelConfig;
import io.trainwatt.agent.sensor.rapl.RaplConfig;
import java.nio.file.Path;

/** Settings of all sensors. */
public record SensorConfig(RaplConfig rapl, ModelConfig model) {

  /** Defaults under the given roots; {@code /sys} and {@code /proc} on a real machine. */
  public static SensorConfig of(Path sysfsRoot, Path procRoot) {
    return new SensorConfig(new RaplConfig(sysfsRoot), ModelConfig.of(procRoot));
  }
}
