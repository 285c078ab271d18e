package io.trainwatt.agent.sensor.nvml;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a machine has an NVIDIA GPU, driver or not. */
final class NvidiaHardware {
  private static final String VENDOR = "0x10de";
  private static final String DISPLAY_CLASS = "0x03";

  private NvidiaHardware() {}

  static boolean isThere(Path sysfsRoot) {
    Path devices = sysfsRoot.resolve("bus/pci/devices");
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(devices)) {
      for (Path entry : entries) {
        if (starts(entry.resolve("vendor"), VENDOR)
            && starts(entry.resolve("class"), DISPLAY_CLASS)) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Where the bus cannot be looked at, nothing is known to be missing.
      return false;
    }
    return false;
  }

  private static boolean starts(Path file, String text) {
    try {
      return Files.readString(file).startsWith(text);
    } catch (IOException e) {
      return false;
    }
  }
}
