package io.trainwatt.agent.sensor.cray;

import java.nio.file.Path;

/**
 * Settings of the Cray counters.
 *
 * @param sysfsRoot {@code /sys} on a real machine
 */
public record CrayConfig(Path sysfsRoot) {
  /** From what is configured. */
  public static CrayConfig read(Path sysfsRoot) {
    return new CrayConfig(sysfsRoot);
  }
}
