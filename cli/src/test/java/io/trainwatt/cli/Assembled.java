package io.trainwatt.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The assembled product, run as its launcher runs it, in processes of its own.
 *
 * @param folder for what the commands write
 * @param environment of every command, on top of ours
 */
record Assembled(Path folder, Map<String, String> environment) {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /**
   * What a command did.
   *
   * @param out standard output
   * @param err standard error
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes as they came, never compared as a record
  record Done(int exitCode, byte[] out, String err) {
    String text() {
      return new String(out, StandardCharsets.UTF_8);
    }
  }

  static Path home() {
    return Path.of(System.getProperty("trainwatt.root"), "cli", "target", "dist");
  }

  /** The command line of a command. */
  static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xlog:disable",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dtrainwatt.home=" + home(),
            "-cp",
            home().resolve("cli/lib") + "/*",
            "io.trainwatt.cli.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Starts a command and leaves it running; its output goes to a file. */
  Process start(String log, String... arguments) throws IOException {
    ProcessBuilder builder = builder(arguments);
    builder.redirectErrorStream(true).redirectOutput(folder.resolve(log).toFile());
    return builder.start();
  }

  /** Runs a command to its end. */
  Done run(String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    Process process =
        builder(arguments).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError(List.of(arguments) + " took too long: " + Files.readString(err));
    }
    return new Done(process.exitValue(), Files.readAllBytes(out), Files.readString(err));
  }

  private ProcessBuilder builder(String... arguments) {
    ProcessBuilder builder = new ProcessBuilder(command(arguments));
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("TRAINWATT_"));
    builder.environment().putAll(environment);
    return builder;
  }

  /** A script beside what the commands write. */
  Path script(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
