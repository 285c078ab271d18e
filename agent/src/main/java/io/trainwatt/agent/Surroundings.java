package io.trainwatt.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the process was started into, read once.
 *
 * @param environment variables
 * @param uid of the user
 * @param hostname as the kernel has it
 */
record Surroundings(Map<String, String> environment, long uid, String hostname) {

  Surroundings {
    environment = Map.copyOf(environment);
  }

  static Surroundings ofThisProcess() {
    return new Surroundings(System.getenv(), readUid(), readHostname());
  }

  private static long readUid() {
    try {
      return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
    } catch (IOException | UnsupportedOperationException e) {
      return Long.MAX_VALUE;
    }
  }

  private static String readHostname() {
    try {
      String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      return name.isEmpty() ? "localhost" : name;
    } catch (IOException e) {
      return "localhost";
    }
  }
}
