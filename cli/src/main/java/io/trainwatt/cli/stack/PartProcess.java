package io.trainwatt.cli.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The process of one part: its folder, its log and the file that says which process it is. */
final class PartProcess {
  private static final long LOG_BYTES = 16L << 20;
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(20);

  private final Part part;
  private final Path folder;

  PartProcess(Part part, Path dataDir) {
    this.part = part;
    this.folder = dataDir.resolve(part.label());
  }

  Path folder() {
    return folder;
  }

  Path log() {
    return folder.resolve(part.label() + ".log");
  }

  private Path markFile() {
    return folder.resolve("process.json");
  }

  /** The process, if it lives. */
  Optional<ProcessMark> living() {
    return ProcessMark.read(markFile()).filter(ProcessMark::isAlive);
  }

  /** Whether it was started and not ended by us. */
  boolean wasStarted() {
    return Files.exists(markFile());
  }

  /**
   * Starts it, out of reach of the keys of this terminal and of its end.
   *
   * @throws IOException if it cannot be started
   */
  void start(List<String> command, Map<String, String> environment) throws IOException {
    Files.createDirectories(folder);
    keepLogSmall();
    ProcessBuilder builder =
        new ProcessBuilder(Shield.around(command))
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    // Ports are said to each part in its own words; the stack's names would be misread.
    builder.environment().remove(StackSettings.KAFKA_PORT);
    builder.environment().remove(StackSettings.HTTP_PORT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    ProcessMark.of(process.pid()).write(markFile());
  }

  /** Asks it to end. */
  void askToEnd() {
    living().flatMap(mark -> ProcessHandle.of(mark.pid())).ifPresent(ProcessHandle::destroy);
  }

  /** Asks it to end and waits; ends it by force if it takes too long. */
  void stop() throws IOException {
    Optional<ProcessHandle> handle = living().flatMap(mark -> ProcessHandle.of(mark.pid()));
    if (handle.isPresent()) {
      handle.get().destroy();
      if (!endsWithin(handle.get())) {
        handle.get().destroyForcibly();
        endsWithin(handle.get());
      }
    }
    Files.deleteIfExists(markFile());
  }

  private boolean endsWithin(ProcessHandle handle) {
    try {
      handle.onExit().get(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void keepLogSmall() throws IOException {
    if (Files.exists(log()) && Files.size(log()) > LOG_BYTES) {
      Files.move(
          log(),
          log().resolveSibling(part.label() + ".log.1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The last lines it said, for whoever has to find out why it ended. */
  List<String> lastWords(int lines) {
    try {
      List<String> all =
          new String(Files.readAllBytes(log()), StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
