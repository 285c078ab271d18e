package io.trainwatt.collector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where Kafka Streams keeps what is this process's alone. The state itself is in memory and in its
 * changelog, so a fresh directory loses nothing.
 *
 * @param ours it is temporary and goes with this process
 */
record StateDirectory(Path path, boolean ours) implements AutoCloseable {

  /**
   * The configured one, else a fresh one.
   *
   * @throws WrongSettings if it cannot be made
   */
  static StateDirectory of(Optional<String> configured) {
    try {
      if (configured.isPresent()) {
        return new StateDirectory(Files.createDirectories(Path.of(configured.get())), false);
      }
      return new StateDirectory(Files.createTempDirectory("trainwatt-streams-"), true);
    } catch (IOException e) {
      throw new WrongSettings(
          "trainwatt.streams.state-directory: %s cannot be made: %s"
              .formatted(configured.orElse("a temporary directory"), e),
          e);
    }
  }

  @Override
  public void close() {
    if (!ours) {
      return;
    }
    try (Stream<Path> below = Files.walk(path)) {
      List<Path> deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + path, e);
    }
  }
}
