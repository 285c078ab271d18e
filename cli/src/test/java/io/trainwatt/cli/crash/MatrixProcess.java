package io.trainwatt.cli.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One process of the matrix: started by its own command line, killed, and started again. */
final class MatrixProcess {

  /** The process's command line and what it adds to the environment, anew for each start. */
  interface Start {
    List<String> command() throws IOException;

    default Map<String, String> environment() {
      return Map.of();
    }
  }

  /** Whether it does its work. */
  interface Health {
    boolean isUp() throws IOException;
  }

  private final String name;
  private final Path folder;
  private final Start start;
  private final Health health;
  private final List<Long> awayMillis = new ArrayList<>();
  private @Nullable Process process;
  private long killedNanos;
  private boolean down = true;

  MatrixProcess(String name, Path folder, Start start, Health health) throws IOException {
    this.name = name;
    this.folder = Files.createDirectories(folder);
    this.start = start;
    this.health = health;
  }

  String name() {
    return name;
  }

  void start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(start.command());
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().keySet().removeIf(variable -> variable.startsWith("TRAINWATT_"));
    builder.environment().putAll(start.environment());
    process = builder.start();
  }

  Path log() {
    return folder.resolve(name + ".log");
  }

  /** Ends it by SIGKILL. */
  void kill() throws InterruptedException {
    Process running = process;
    if (running != null && running.isAlive()) {
      running.destroyForcibly().waitFor();
      if (!down) {
        killedNanos = System.nanoTime();
      }
      down = true;
    }
  }

  /** Ends it by SIGTERM and waits. */
  int terminate(long seconds) throws InterruptedException, NotReached {
    Process running = java.util.Objects.requireNonNull(process);
    running.destroy();
    if (!running.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new NotReached(name + " did not end within " + seconds + " s" + lastWords());
    }
    down = true;
    return running.exitValue();
  }

  /**
   * Whether it does its work by now.
   *
   * @throws Difference if it ended by itself
   */
  boolean isUp() throws Difference {
    requireAlive();
    try {
      boolean up = health.isUp();
      if (up && down) {
        down = false;
        if (killedNanos != 0) {
          awayMillis.add((System.nanoTime() - killedNanos) / 1_000_000);
        }
      }
      return up;
    } catch (IOException e) {
      return false;
    }
  }

  /** Fails if it ended although nobody ended it. */
  void requireAlive() throws Difference {
    Process running = process;
    if (running != null && !running.isAlive()) {
      throw new Difference(
          "%s ended by itself with %d%s".formatted(name, running.exitValue(), lastWords()));
    }
  }

  /** How long it was away each time, from the kill until it did its work again. */
  List<Long> awayMillis() {
    return awayMillis;
  }

  long pid() {
    Process running = process;
    return running == null ? 0 : running.pid();
  }

  String lastWords() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log()), StandardCharsets.UTF_8).lines().toList();
      return ", see "
          + log()
          + "\n    "
          + String.join("\n    ", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
    } catch (IOException e) {
      return "";
    }
  }

  /** Whatever happened, it does not outlive us. */
  void destroy() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
    }
  }
}
