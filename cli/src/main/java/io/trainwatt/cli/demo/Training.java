package io.trainwatt.cli.demo;

import io.trainwatt.cli.run.RunIdentity;
import io.trainwatt.cli.stack.Shield;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The demo's training run: a real script in a process of its own. */
final class Training {
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(20);

  private final Process process;
  private final Path log;

  private Training(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** The command line of what is shown. */
  static List<String> command(DemoSettings settings) {
    List<String> command = new ArrayList<>();
    command.add(settings.python().toString());
    String script = settings.scenario().isPresent() ? "scenarios.py" : "char_transformer.py";
    command.add(settings.home().examples().resolve(script).toString());
    settings
        .scenario()
        .ifPresent(scenario -> command.addAll(List.of("--scenario", scenario.word())));
    command.addAll(List.of("--seconds", Integer.toString(settings.seconds())));
    command.addAll(List.of("--name", "demo"));
    command.addAll(settings.training());
    return command;
  }

  /** The command line of what runs beside it. */
  static List<String> commandBeside(DemoSettings settings) {
    List<String> command = command(settings);
    command.add("--beside");
    return command;
  }

  /** Starts it; its output goes to a file of that name. */
  static Training start(DemoSettings settings, RunIdentity identity, String logName)
      throws IOException {
    Path log = settings.stack().dataDir().resolve(logName);
    // Ctrl-C is for the demo, which lets the training finish its step.
    ProcessBuilder builder =
        new ProcessBuilder(Shield.around(identity.command()))
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("PYTHONPATH", settings.home().python().toString());
    environment.put("PYTHONUNBUFFERED", "1");
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("TRAINWATT_SOCKET", settings.stack().socket().toString());
    environment.put("TRAINWATT_RUN", identity.run());
    return new Training(builder.start(), log);
  }

  long pid() {
    return process.pid();
  }

  boolean lives() {
    return process.isAlive();
  }

  /** Waits a while for its end. */
  boolean endsWithin(Duration duration) throws InterruptedException {
    return process.waitFor(duration.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Asks it to end; it finishes its step. */
  void stop() {
    process.destroy();
  }

  /** Its exit code, once it has ended; it is ended by force if it does not. */
  int exitCode() throws InterruptedException {
    if (!endsWithin(ENDS_WITHIN)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  Path log() {
    return log;
  }

  List<String> lastWords(int lines) {
    try {
      List<String> all =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
