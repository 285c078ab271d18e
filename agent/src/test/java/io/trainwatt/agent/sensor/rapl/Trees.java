package io.trainwatt.agent.sensor.rapl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The trees under {@code src/test/resources/rapl}. */
public final class Trees {
  private Trees() {}

  /** The folder of a machine; not to be written to. */
  public static Path of(String machine) {
    URL url = Objects.requireNonNull(Trees.class.getResource("/rapl/" + machine), machine);
    try {
      return Path.of(new URI(url.toString()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A copy that a test may write to. */
  public static Path copy(String machine, Path to) {
    Path from = of(machine);
    try (Stream<Path> paths = Files.walk(from)) {
      List<Path> all = paths.toList();
      for (Path path : all) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
