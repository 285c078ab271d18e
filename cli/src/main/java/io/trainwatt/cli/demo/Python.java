package io.trainwatt.cli.demo;

import io.trainwatt.cli.console.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds the interpreter that training scripts run on. */
public final class Python {
  private Python() {}

  /** The first {@code python3} of the path. */
  public static Optional<Path> find(Map<String, String> environment) {
    for (String folder : environment.getOrDefault("PATH", "").split(":")) {
      Path candidate = Path.of(folder.isEmpty() ? "." : folder, "python3");
      if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /**
   * The same.
   *
   * @throws Refusal if there is none
   */
  public static Path require(Map<String, String> environment) {
    return find(environment)
        .orElseThrow(
            () ->
                Refusal.missing(
                    "python3 is missing, and the training of the demo is written in it",
                    "install it (Debian, Ubuntu: apt-get install python3)"));
  }
}
