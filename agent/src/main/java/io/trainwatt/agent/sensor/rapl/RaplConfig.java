package io.trainwatt.agent.sensor.rapl;

import java.nio.file.Path;

/**
 * Settings of the powercap sensor.
 *
 * @param sysfsRoot {@code /sys} on a real machine
 */
public record RaplConfig(Path sysfsRoot) {
  /** From what is configured. */
  public static RaplConfig read(Path sysfsRoot) {
    return new RaplConfig(sysfsRoot);
  }
}
