package io.trainwatt.agent.counter.vectors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The second implementation, {@code conformance/reference.py}, run as a process. */
record Reference(int exitCode, String output) {
  /** Where the vectors and the reference lie. */
  static final Path CONFORMANCE = Path.of(System.getProperty("trainwatt.root"), "conformance");

  static Reference run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("python3", "-B", CONFORMANCE.resolve("reference.py").toString()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("reference", ".txt");
    try {
      Process python =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!python.waitFor(2, TimeUnit.MINUTES)) {
        python.destroyForcibly();
        throw new IllegalStateException("the reference did not end: " + Files.readString(output));
      }
      return new Reference(python.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }
}
