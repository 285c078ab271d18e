package io.trainwatt.agent.sense;

import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Sensor;
import java.util.List;

/** Where sensors are registered: one line each, in order of preference. */
@SuppressWarnings("DoNotCallSuggester")
public final class SensorRoster {
  private SensorRoster() {}

  /** All sensors this agent knows. */
  public static List<Sensor> of(SensorConfig config, MonotonicClock clock) {
    throw new UnsupportedOperationException("follows");
  }
}
