package io.trainwatt.agent.sensor.rapl;

import java.nio.file.Path;

/**
 * A powercap zone.
 *
 * @param control the control type it belongs to, such as {@code intel-rapl}
 * @param entry its directory's name, such as {@code intel-rapl:0:a}; numbers in it are hexadecimal
 *     and mean nothing across machines
 * @param folder its directory
 * @param domain content of its {@code name} file, such as {@code dram}
 * @param name the domain, qualified by what contains it, such as {@code package-0/dram}
 */
record Zone(String control, String entry, Path folder, String domain, String name) {
  private static final String STANDARD_CONTROL = "intel-rapl";

  /** Whether it is of the driver all others are second views of. */
  boolean standard() {
    return control.equals(STANDARD_CONTROL);
  }

  boolean isPackage() {
    return domain.startsWith("package-");
  }

  boolean isPlatform() {
    return domain.equals("psys") || domain.startsWith("psys-");
  }

  Zone renamed(String other) {
    return new Zone(control, entry, folder, domain, other);
  }

  Path energyPath() {
    return folder.resolve("energy_uj");
  }
}
