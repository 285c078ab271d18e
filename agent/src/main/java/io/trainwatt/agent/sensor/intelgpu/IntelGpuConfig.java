package io.trainwatt.agent.sensor.intelgpu;

import java.nio.file.Path;

/**
 * Settings of the Intel GPU sensor.
 *
 * @param sysfsRoot {@code /sys} on a real machine
 * @param procRoot {@code /proc} on a real machine, where it is looked up who uses a GPU
 */
public record IntelGpuConfig(Path sysfsRoot, Path procRoot) {
  /** From what is configured. */
  public static IntelGpuConfig read(Path sysfsRoot, Path procRoot) {
    return new IntelGpuConfig(sysfsRoot, procRoot);
  }
}
