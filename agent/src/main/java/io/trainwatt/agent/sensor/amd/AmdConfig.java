package io.trainwatt.agent.sensor.amd;

import java.nio.file.Path;

/**
 * Settings of the AMD GPU sensor.
 *
 * @param sysfsRoot {@code /sys} on a real machine
 */
public record AmdConfig(Path sysfsRoot) {
  /** From what is configured. */
  public static AmdConfig read(Path sysfsRoot) {
    return new AmdConfig(sysfsRoot);
  }
}
