package io.trainwatt.agent.sensor.acpi;

import java.nio.file.Path;

/**
 * Settings of the ACPI power meters.
 *
 * @param sysfsRoot {@code /sys} on a real machine
 */
public record AcpiConfig(Path sysfsRoot) {
  /** From what is configured. */
  public static AcpiConfig read(Path sysfsRoot) {
    return new AcpiConfig(sysfsRoot);
  }
}
