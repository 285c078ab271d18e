package io.trainwatt.agent.sensor.hwmon;

import java.nio.file.Path;

/**
 * Settings of the general hwmon sensor.
 *
 * @param sysfsRoot {@code /sys} on a real machine
 */
public record HwmonConfig(Path sysfsRoot) {
  /** From what is configured. */
  public static HwmonConfig read(Path sysfsRoot) {
    return new HwmonConfig(sysfsRoot);
  }
}
