package io.trainwatt.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.agent.run.RunId;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Output;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.report.Figures;
import io.trainwatt.cli.rest.CollectorClient;
import io.trainwatt.cli.run.RunIdentity;
import io.trainwatt.cli.socket.AgentConnection;
import io.trainwatt.cli.stack.LocalStack;
import io.trainwatt.cli.stack.StackFolder;
import io.trainwatt.cli.stack.StackSettings;
import io.trainwatt.cli.terminal.Signals;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One demo, from an empty folder to the report. Used by one thread; {@link #end} by any. */
public final class Demo {
  private static final Duration LOOKS_EVERY = Duration.ofMillis(500);
  private static final Duration HEARD_WITHIN = Duration.ofMillis(500);
  // The alert is to be seen on the page for a while.
  private static final Duration SHOWN_FOR = Duration.ofSeconds(8);

  private final DemoSettings settings;
  private final Output output;
  private final CountDownLatch told = new CountDownLatch(1);
  private Optional<Instant> raised = Optional.empty();
  private volatile @Nullable Thread starting;

  public Demo(DemoSettings settings, Output output) {
    this.settings = settings;
    this.output = output;
  }

  /** Ends the training early. */
  public void end() {
    told.countDown();
    Thread waiting = starting;
    if (waiting != null) {
      waiting.interrupt();
    }
  }

  /** Whether it was ended early. */
  public boolean endedEarly() {
    return told.getCount() == 0;
  }

  /**
   * Runs it.
   *
   * @return the report; nothing if it was ended before the training began
   * @throws Refusal if something is missing or taken, or the training fails
   */
  public Optional<ObjectNode> run() throws IOException, InterruptedException {
    for (int signal : List.of(Signals.INT, Signals.TERM, Signals.HUP)) {
      Signals.handle(signal, number -> end());
    }
    StackSettings wanted = settings.stackOfScenario();
    try (LocalStack stack = LocalStack.take(wanted)) {
      // What a demo that was killed left behind.
      if (!stack.down().isEmpty()) {
        output.note("ended what an earlier demo had left running");
      }
      StackFolder.empty(wanted.dataDir());
      if (settings.scenario().filter(Scenario.DIRTY_HOURS::equals).isPresent()) {
        DirtyGrid.write(wanted.dataDir(), Instant.now());
      }
      try {
        starting = Thread.currentThread();
        stack.up(settings.home(), output::note);
        starting = null;
        return endedEarly() ? Optional.empty() : Optional.of(train(stack));
      } catch (IOException | Refusal e) {
        if (endsEarly()) {
          return Optional.empty();
        }
        throw e;
      } finally {
        starting = null;
        var _ = Thread.interrupted();
        output.endLive();
        stack.down();
      }
    }
  }

  /**
   * Whether what went wrong is the user's wish: Ctrl-C also reaches what is just being started, and
   * that may be seen to fail before the wish is heard.
   */
  private boolean endsEarly() {
    try {
      return told.await(HEARD_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  private ObjectNode train(LocalStack stack) throws IOException, InterruptedException {
    RunIdentity identity = identity(Training.command(settings));
    String page = settings.stack().url();
    output.note("the page: " + output.notePaint().bold(page));
    if (settings.browser()) {
      Browser.open(page);
    }
    Training training = Training.start(settings, identity, "training.log");
    try (AgentConnection agent = AgentConnection.open(settings.stack().socket());
        Beside beside = new Beside(settings, agent)) {
      agent.ask(identity.registration(training.pid()));
      beside.start();
      follow(training, identity, stack.collector(), beside);
      int exitCode = training.exitCode();
      agent.ask(
          AgentConnection.message("ended").put("run", identity.run()).put("exit_code", exitCode));
      if (exitCode != 0 && !endedEarly()) {
        throw Refusal.no(
            "the training ended with exit code %d:\n    %s"
                .formatted(exitCode, String.join("\n    ", training.lastWords(6))),
            "its output is " + training.log());
      }
    } finally {
      training.stop();
    }
    return report(stack.collector(), identity.run());
  }

  /** Of a new run. */
  static RunIdentity identity(List<String> command) {
    return new RunIdentity(
        RunId.next(Instant.now(), new SecureRandom()), "demo", Map.of(), "run", command);
  }

  private void follow(
      Training training, RunIdentity identity, CollectorClient collector, Beside beside)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    while (!training.endsWithin(LOOKS_EVERY)) {
      Duration passed = Duration.ofNanos(System.nanoTime() - began);
      if (endedEarly() || passed.toSeconds() > settings.seconds() + 10L) {
        training.stop();
        return;
      }
      live(identity, collector, passed);
      beside.tellEnds();
      if (raised.isPresent() && Instant.now().isAfter(raised.get().plus(SHOWN_FOR))) {
        training.stop();
        return;
      }
    }
  }

  /** Whether the scenario's alert came; true without a scenario. */
  public boolean showedItsAlert() {
    return settings.scenario().isEmpty() || raised.isPresent();
  }

  private void look(JsonNode report, Duration passed) {
    if (settings.scenario().isEmpty() || raised.isPresent()) {
      return;
    }
    String rule = settings.scenario().get().rule();
    for (JsonNode alert : report.path("alerts")) {
      if (alert.path("rule").asText().equals(rule)) {
        raised = Optional.of(Instant.now());
        output.note(
            "%s after %d s: %s\n  %s\n  what to do: %s"
                .formatted(
                    output.notePaint().bold(rule),
                    passed.toSeconds(),
                    alert.path("summary").asText(),
                    "wasted so far: " + Figures.energy(alert.path("wastedMicrojoules").asLong()),
                    alert.path("remedy").asText()));
      }
    }
  }

  private void live(RunIdentity identity, CollectorClient collector, Duration passed) {
    try {
      collector
          .report(identity.run())
          .ifPresent(
              report -> {
                look(report, passed);
                output.live(LiveLine.of(report, passed, settings.seconds(), output.notePaint()));
              });
    } catch (IOException e) {
      output.live("the collector does not answer: " + e.getMessage());
    }
  }

  private ObjectNode report(CollectorClient collector, String run) throws IOException {
    output.live("the training is over; waiting until all is counted");
    ObjectNode agent = new AgentCheck(settings.stack().socket(), collector, run).await();
    JsonNode report =
        collector
            .report(run)
            .orElseThrow(() -> Refusal.no("the collector has no run " + run, "see its log"));
    JsonNode books = collector.get("/api/v1/books").orElseGet(Json::object);
    return DemoReport.of(report, books, agent);
  }
}
