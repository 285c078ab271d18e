package io.trainwatt.agent.sense;

import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.model.ModelSensor;
import io.trainwatt.agent.sensor.rapl.RaplSensor;
import java.util.List;

/** Where sensors are registered: one line each, in order of preference. */
public final class SensorRoster {
  private SensorRoster() {}

  /** The sensors this agent knows and the operator wants. */
  public static List<Sensor> of(SensorConfig config, MonotonicClock clock) {
    List<Sensor> all =
        List.of(
            new RaplSensor(config.rapl(), clock), //
            new ModelSensor(config.model(), clock));
    return all.stream().filter(sensor -> config.choice().uses(sensor.name())).toList();
  }
}
