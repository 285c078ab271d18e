package io.trainwatt.agent.sensor.nvml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What tells one load of the driver from the next. The kernel numbers the files of sysfs as they
 * appear and uses no number twice in a boot, so that the number of the module's folder changes when
 * the driver is loaded again, and only then ({@code fs/kernfs/dir.c}, {@code idr_alloc_cyclic}).
 */
final class DriverLoad {
  private DriverLoad() {}

  /**
   * @return the driver's version, and the number of its load where that can be seen
   */
  static String of(Path sysfsRoot, String version) {
    Path module = sysfsRoot.resolve("module/nvidia");
    try {
      return "driver %s, load %s".formatted(version, Files.getAttribute(module, "unix:ino"));
    } catch (IOException | UnsupportedOperationException e) {
      return "driver " + version;
    }
  }
}
