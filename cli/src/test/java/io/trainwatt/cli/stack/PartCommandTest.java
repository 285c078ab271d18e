package io.trainwatt.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartCommandTest {
  private static final Path SCRIPT =
      Path.of(System.getProperty("trainwatt.root"), "deploy", "bin", "trainwatt-agent");

  @Test
  void theTarballStartsTheAgentWithTheSameOptionsAsThisDoes(@TempDir Path home) throws Exception {
    Files.createDirectories(home.resolve("agent/lib"));
    List<String> command = new PartCommand(new Home(home)).agent(List.of());
    String script = Files.readString(SCRIPT).replace("\\\n", " ");

    assertThat(new TreeSet<>(options(Stream.of(script.split("\\s+")))))
        .isEqualTo(new TreeSet<>(options(command.stream())));
  }

  /** Without where the cache of classes is: each has its own kind. */
  private static List<String> options(Stream<String> words) {
    return words
        .filter(word -> word.startsWith("-X") || word.startsWith("--"))
        .filter(word -> !word.equals("--") && !word.startsWith("-Xshare:"))
        .filter(word -> !word.startsWith("-XX:ArchiveClassesAtExit="))
        .toList();
  }
}
