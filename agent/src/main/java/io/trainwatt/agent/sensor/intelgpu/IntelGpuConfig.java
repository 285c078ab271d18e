package io.trainwatt.agent.sensor.intelgpu;

import java.nio.file.Path;

/**
 * Settings of the Intel GPU sensor.
 *
 * @param sysfsRoot {@code /sys} on a real machine
 */
public record IntelGpuConfig(Path sysfsRoot) {
  /** From what is configured. */
  public static IntelGpuConfig read(Path sysfsRoot) {
    return new IntelGpuConfig(sysfsRoot);
  }
}
