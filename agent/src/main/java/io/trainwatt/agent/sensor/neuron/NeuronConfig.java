package io.trainwatt.agent.sensor.neuron;

import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import io.trainwatt.events.quantity.Power;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Settings of the Neuron sensor.
 *
 * @param sysfsRoot {@code /sys} on a real machine
 * @param deviceMax what the operator declares that one device draws at most; absent: not modelled,
 *     because AWS publishes no figure
 * @param deviceIdle what one device draws with nothing to do; the driver leaves that out of its
 *     percentage. Absent: 0, which leaves it out of the energy as well
 */
public record NeuronConfig(Path sysfsRoot, Optional<Power> deviceMax, Optional<Power> deviceIdle) {

  /**
   * @throws IllegalArgumentException if idle is above maximum, or stands without it
   */
  public NeuronConfig {
    if (deviceIdle.isPresent()
        && (deviceMax.isEmpty() || deviceIdle.get().compareTo(deviceMax.get()) > 0)) {
      throw new IllegalArgumentException("the idle power is above the maximum, or without one");
    }
  }

  /**
   * From what is configured below {@code sensors.neuron}.
   *
   * @throws ConfigError naming file, key and remedy
   */
  public static NeuronConfig read(Settings settings, Path sysfsRoot) throws ConfigError {
    Optional<Power> max = settings.get("sensors.neuron.deviceMaxWatts", Settings::watts);
    Optional<Power> idle = settings.get("sensors.neuron.deviceIdleWatts", Settings::watts);
    try {
      return new NeuronConfig(sysfsRoot, max, idle);
    } catch (IllegalArgumentException e) {
      throw new ConfigError(
          "sensors.neuron.deviceMaxWatts and sensors.neuron.deviceIdleWatts: " + e.getMessage());
    }
  }
}
