package io.trainwatt.agent;

import io.trainwatt.agent.advice.AdviceDesk;
import io.trainwatt.agent.advice.Outcome;
import io.trainwatt.agent.advice.OutcomeBook;
import io.trainwatt.agent.control.LineHandler;
import io.trainwatt.agent.control.Unusable;
import io.trainwatt.agent.json.JsonLine;
import io.trainwatt.agent.json.JsonObject;
import io.trainwatt.agent.json.MalformedJson;
import io.trainwatt.agent.progress.ProgressBook;
import io.trainwatt.agent.progress.Sender;
import io.trainwatt.agent.progress.hook.HookHello;
import io.trainwatt.agent.progress.hook.HookProgress;
import io.trainwatt.agent.run.RootProcess;
import io.trainwatt.agent.run.RunBook;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.events.advice.Advice;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What clients say, as {@code docs/reference/agent-protocol.md} has it. Progress is taken at once
 * on the socket's thread; what changes runs goes to the tick's thread.
 */
final class Requests implements LineHandler {

  private final String node;
  private final Mailbox mailbox;
  private final Registrar registrar;
  private final ProgressBook progress;
  private final AdviceDesk advice;
  private final OutcomeBook outcomes;
  private final Supplier<String> status;
  private final MonotonicClock monotonic;
  private final Clock clock;

  /**
   * @param status made on the tick's thread
   */
  Requests(
      String node,
      Mailbox mailbox,
      Registrar registrar,
      ProgressBook progress,
      AdviceDesk advice,
      OutcomeBook outcomes,
      Supplier<String> status,
      MonotonicClock monotonic,
      Clock clock) {
    this.node = node;
    this.mailbox = mailbox;
    this.registrar = registrar;
    this.progress = progress;
    this.advice = advice;
    this.outcomes = outcomes;
    this.status = status;
    this.monotonic = monotonic;
    this.clock = clock;
  }

  @Override
  public Session connected(Optional<String> peer) {
    return new Conversation(peer);
  }

  private final class Conversation implements Session {
    private final Optional<String> peer;
    // Set on the tick's thread before the answer that the next line waits for.
    private volatile @Nullable Sender sender;
    private volatile boolean gone;
    // On the tick's thread alone.
    private AdviceDesk.@Nullable Ear ear;
    private Consumer<String> unasked = line -> {};
    private boolean over;

    Conversation(Optional<String> peer) {
      this.peer = peer;
    }

    @Override
    public void opened(Consumer<String> unasked) {
      this.unasked = unasked;
    }

    @Override
    public Optional<CompletableFuture<String>> line(String line) throws Unusable {
      try {
        JsonObject object = JsonObject.parse(line);
        String type = object.text("type").orElse("");
        return switch (type) {
          case "progress" -> progress(object);
          case "hello" -> hello(object);
          case "outcome" -> outcome(object);
          case "register" -> register(object);
          case "ended" -> ended(object);
          case "status" -> Optional.of(mailbox.ask(status::get));
          case "bye" -> {
            over = true;
            yield Optional.empty();
          }
          default ->
              throw new Unusable(
                  "field type is none of hello, progress, outcome, bye, register, ended, status");
        };
      } catch (MalformedJson e) {
        throw new Unusable(e.detail());
      }
    }

    private Optional<CompletableFuture<String>> progress(JsonObject line)
        throws MalformedJson, Unusable {
      Sender speaking = sender;
      if (speaking == null) {
        throw new Unusable("progress before hello");
      }
      progress.report(
          speaking, HookProgress.parse(line, monotonic.nanos(), Micros.of(clock.instant())));
      return Optional.empty();
    }

    private Optional<CompletableFuture<String>> hello(JsonObject line) throws MalformedJson {
      HookHello hello = HookHello.parse(line);
      return Optional.of(
          mailbox.ask(
              () -> {
                Sender before = sender;
                Sender now = registrar.hello(hello, peer);
                if (before != null) {
                  registrar.goodbye(before);
                }
                sender = now;
                listen(hello, now.run());
                if (gone) {
                  registrar.goodbye(now);
                  stopListening();
                }
                return answer("welcome", now.run());
              }));
    }

    private Optional<CompletableFuture<String>> outcome(JsonObject line)
        throws MalformedJson, Unusable {
      Sender speaking = sender;
      if (speaking == null) {
        throw new Unusable("outcome before hello");
      }
      outcomes.said(
          speaking.run(), speaking.rank(), Outcome.parse(line), Micros.of(clock.instant()));
      return Optional.empty();
    }

    private void listen(HookHello hello, String run) {
      stopListening();
      if (hello.wantsAdvice()) {
        ear = advice.ask(run, told -> unasked.accept(line(told)));
      }
    }

    private void stopListening() {
      AdviceDesk.Ear listening = ear;
      ear = null;
      if (listening != null) {
        advice.leave(listening);
      }
    }

    private static String line(Advice advice) {
      return JsonLine.of(
          json -> {
            json.writeStringField("type", "advice");
            json.writeStringField("id", advice.id());
            json.writeStringField("action", advice.action().name().toLowerCase(Locale.ROOT));
            json.writeStringField("reason", advice.reason());
            json.writeBooleanField("dry_run", advice.dryRun());
            json.writeNumberField("wall_micros", advice.wallMicros());
          });
    }

    private Optional<CompletableFuture<String>> register(JsonObject line)
        throws MalformedJson, Unusable {
      String run = required(line, "run");
      OptionalLong pid = line.count("pid");
      if (pid.isEmpty()) {
        throw new Unusable("field pid is missing");
      }
      RunBook.Start start =
          new RunBook.Start(
              run,
              line.text("name").orElse("").strip(),
              line.textMap("labels"),
              "",
              line.text("found_by").orElse("attach"),
              line.texts("command"),
              1,
              new RootProcess(pid.getAsLong(), 0, ""));
      return Optional.of(
          mailbox.ask(
              () -> {
                registrar.register(start, peer);
                return answer("registered", run);
              }));
    }

    private Optional<CompletableFuture<String>> ended(JsonObject line)
        throws MalformedJson, Unusable {
      String run = required(line, "run");
      OptionalLong code = line.whole("exit_code");
      if (code.isPresent() && code.getAsLong() != (int) code.getAsLong()) {
        throw new Unusable("field exit_code is no exit code");
      }
      OptionalInt exitCode =
          code.isPresent() ? OptionalInt.of((int) code.getAsLong()) : OptionalInt.empty();
      return Optional.of(
          mailbox.ask(
              () -> {
                registrar.end(run, exitCode, peer);
                return JsonLine.of(json -> json.writeStringField("type", "ok"));
              }));
    }

    private String answer(String type, String run) {
      return JsonLine.of(
          json -> {
            json.writeStringField("type", type);
            json.writeStringField("run", run);
            json.writeStringField("node", node);
          });
    }

    private static String required(JsonObject line, String field) throws MalformedJson, Unusable {
      Optional<String> text = line.text(field);
      if (text.isEmpty() || text.get().isBlank()) {
        throw new Unusable("field " + field + " is missing");
      }
      return text.get();
    }

    @Override
    public boolean isOver() {
      return over;
    }

    @Override
    public void closed() {
      gone = true;
      Sender speaking = sender;
      if (speaking != null) {
        CompletableFuture<String> _ =
            mailbox.ask(
                () -> {
                  registrar.goodbye(speaking);
                  stopListening();
                  return "";
                });
      }
    }
  }
}
