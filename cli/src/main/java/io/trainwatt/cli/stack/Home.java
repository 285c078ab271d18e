package io.trainwatt.cli.stack;

import io.trainwatt.cli.console.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where Trainwatt's own files are: what the launcher assembled from a checkout, or an installation.
 *
 * @param folder holds {@code cli/}, {@code agent/}, {@code broker/}, {@code collector/}, {@code
 *     examples/} and {@code python/}
 */
public record Home(Path folder) {
  /** The system property that the launcher sets. */
  public static final String PROPERTY = "trainwatt.home";

  /**
   * As the launcher said.
   *
   * @throws Refusal if it said nothing
   */
  public static Home ofThisProcess() {
    String folder = System.getProperty(PROPERTY);
    if (folder == null) {
      throw Refusal.missing(
          "Trainwatt's own files are not known", "start it by the launcher, ./trainwatt");
    }
    return new Home(Path.of(folder));
  }

  /** Jars of the agent. */
  public Path agentLibrary() {
    return needed(folder.resolve("agent/lib"));
  }

  /** What a broker is started from. */
  public Path broker() {
    return needed(folder.resolve("broker"));
  }

  /** The collector's application folder. */
  public Path collector() {
    return needed(folder.resolve("collector"));
  }

  /** The training scripts to try. */
  public Path examples() {
    return needed(folder.resolve("examples"));
  }

  /** The Python hook, for {@code PYTHONPATH}. */
  public Path python() {
    return needed(folder.resolve("python/src"));
  }

  /** Archives of loaded classes, made by the first start of each part. */
  public Path classArchives() {
    return folder.resolve("cds");
  }

  private static Path needed(Path path) {
    if (!Files.exists(path)) {
      throw Refusal.missing(
          path + " is missing", "build again: rm -r cli/target; ./trainwatt --help");
    }
    return path;
  }
}
