package io.trainwatt.agent.attribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A powercap class with one package whose counter a test sets. */
final class RaplFolder {
  static final long RANGE = 262_143_328_850L;
  private static final long MODULUS = RANGE + 61;

  private final Path zone;
  private long microjoules;

  /** Under a sysfs root. */
  RaplFolder(Path sysfs, long start) {
    zone = sysfs.resolve("class/powercap/intel-rapl:0");
    microjoules = start;
    write("name", "package-0");
    write("max_energy_range_uj", Long.toString(RANGE));
    write("constraint_0_name", "long_term");
    write("constraint_0_max_power_uw", "100000000");
    write("energy_uj", Long.toString(start));
  }

  /** The package uses energy; the counter wraps as the hardware's does. */
  void use(long more) {
    microjoules += more;
    write("energy_uj", Long.toString(microjoules % MODULUS));
  }

  void restart(long value) {
    microjoules = value;
    write("energy_uj", Long.toString(value));
  }

  void breakDown() {
    write("energy_uj", "");
  }

  void mend() {
    use(0);
  }

  void remove() {
    ProcFolder.deleteTree(zone);
  }

  private void write(String name, String text) {
    try {
      Files.createDirectories(zone);
      Files.writeString(zone.resolve(name), text + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
