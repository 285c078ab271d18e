package io.trainwatt.agent.sensor.amd;

import java.nio.file.Path;

/**
 * Settings of the AMD GPU sensor.
 *
 * @param sysfsRoot {@code /sys} on a real machine
 * @param procRoot {@code /proc} on a real machine, where it is looked up who uses a GPU
 */
public record AmdConfig(Path sysfsRoot, Path procRoot) {
  /** From what is configured. */
  public static AmdConfig read(Path sysfsRoot, Path procRoot) {
    return new AmdConfig(sysfsRoot, procRoot);
  }
}
