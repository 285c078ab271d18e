package io.trainwatt.cli.run;

import io.trainwatt.agent.progress.pattern.LinePattern;
import io.trainwatt.cli.console.Output;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.socket.AgentSocket;
import io.trainwatt.cli.terminal.RawArguments;
import io.trainwatt.cli.terminal.Signals;
import io.trainwatt.cli.terminal.Spawn;
import io.trainwatt.cli.terminal.SpawnFailed;
import io.trainwatt.cli.terminal.SpawnedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Runs a command under measurement, so that it behaves as it would without. */
public final class MeasuredCommand {
  /** We failed before the command was started. */
  public static final int OURS = 125;

  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;
  private static final Duration DRAINS_WITHIN = Duration.ofSeconds(2);
  private static final Duration TELLS_WITHIN = Duration.ofSeconds(3);

  private final RunIdentity identity;
  private final List<Path> sockets;
  private final Map<String, String> environment;
  private final Output output;
  private final AtomicReference<AgentReporter> reporter = new AtomicReference<>();
  private final ProgressLines progress;

  /**
   * @param sockets where an agent may listen
   * @param environment of this process
   * @param pattern the user's own, for lines of output that no format has
   */
  public MeasuredCommand(
      RunIdentity identity,
      List<Path> sockets,
      Map<String, String> environment,
      Output output,
      Optional<LinePattern> pattern) {
    this.progress = new ProgressLines(pattern);
    this.identity = identity;
    this.sockets = List.copyOf(sockets);
    this.environment = Map.copyOf(environment);
    this.output = output;
  }

  /**
   * Runs it to its end.
   *
   * @param required whether not to run it at all without an agent
   * @return its exit code, 128 + signal when a signal ended it
   * @throws Refusal if it never started: 125 because of us, 126 not executable, 127 not found
   */
  public int run(boolean required) {
    boolean measured = AgentSocket.find(sockets).isPresent();
    if (!measured && required) {
      throw Refusal.missing(
              "no agent answers on " + sockets,
              "start one: `trainwatt up`, or drop --require-measurement")
          .withExitCode(OURS);
    }
    if (!measured) {
      output.warn("no agent answers, so this run is not measured (`trainwatt up` starts one)");
    }
    try {
      Streams streams = Streams.open(this::line);
      // Ended by a signal that cannot be handled here, the terminal is given back all the same.
      Runtime.getRuntime().addShutdownHook(new Thread(streams::restore, "terminal-restore"));
      return run(streams, measured);
    } catch (IOException e) {
      throw Refusal.missing(String.valueOf(e.getMessage()), "").withExitCode(OURS);
    }
  }

  private int run(Streams streams, boolean measured) throws IOException {
    SpawnedProcess process = start(streams);
    forwardSignals(process, streams);
    AgentReporter agent = new AgentReporter(sockets, identity, process.pid());
    reporter.set(agent);
    agent.start();
    int exitCode;
    try {
      streams.started();
      exitCode = process.waitFor();
      streams.finish(DRAINS_WITHIN);
    } finally {
      streams.restore();
    }
    Duration patience = measured ? TELLS_WITHIN : Duration.ofMillis(200);
    Optional<String> unheard = agent.end(exitCode, patience);
    if (measured && unheard.isPresent()) {
      output.warn(
          "the agent has not heard of the end of run %s: %s"
              .formatted(identity.run(), unheard.get()));
    }
    return exitCode;
  }

  private SpawnedProcess start(Streams streams) {
    Map<String, String> variables = new HashMap<>();
    variables.put("TRAINWATT_RUN", identity.run());
    if (streams.piped() && !environment.containsKey("PYTHONUNBUFFERED")) {
      variables.put("PYTHONUNBUFFERED", "1");
    }
    try {
      return SpawnedProcess.start(
          new Spawn(
              RawArguments.of(identity.command()), variables, streams.group(), streams.standard()));
    } catch (SpawnFailed e) {
      int code = e.notFound() ? NOT_FOUND : e.notExecutable() ? NOT_EXECUTABLE : OURS;
      throw Refusal.missing(String.valueOf(e.getMessage()), "").withExitCode(code);
    }
  }

  private static void forwardSignals(SpawnedProcess process, Streams streams) {
    for (int signal : List.of(Signals.TERM, Signals.HUP, Signals.USR1)) {
      Signals.handle(signal, process::signal);
    }
    // In our own group a key's signal has reached the command already.
    boolean twice = streams.group() == Spawn.Group.OURS;
    Signals.handle(Signals.INT, signal -> interrupt(process, twice));
    Signals.handle(Signals.WINCH, signal -> streams.followSize());
  }

  private static void interrupt(SpawnedProcess process, boolean twice) {
    if (!twice) {
      process.signal(Signals.INT);
    }
  }

  private synchronized void line(String line) {
    AgentReporter agent = reporter.get();
    if (agent != null) {
      long wallMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
      progress.line(line, System.nanoTime(), wallMicros).ifPresent(agent::progress);
    }
  }
}
