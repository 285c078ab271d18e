package io.trainwatt.agent.control;

import io.trainwatt.agent.json.JsonLine;
import io.trainwatt.agent.json.JsonObject;
import io.trainwatt.agent.json.MalformedJson;
import io.trainwatt.agent.progress.ProgressReport;
import io.trainwatt.agent.progress.SenderFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the tests say to an agent, as {@code docs/reference/agent-protocol.md} has it; the command
 * line has a client of its own.
 */
public final class AgentClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final LineChannel channel;

  private AgentClient(LineChannel channel) {
    this.channel = channel;
  }

  /** What is known of an agent's answer to {@code hello} and {@code register}. */
  public record Joined(String run, String node) {}

  /**
   * What starts or joins a run.
   *
   * @param run id, made by the caller
   * @param name empty for none
   * @param foundBy "run" or "attach"
   */
  public record Registration(
      String run,
      long pid,
      String name,
      Map<String, String> labels,
      String foundBy,
      List<String> command) {
    public Registration {
      labels = Map.copyOf(labels);
      command = List.copyOf(command);
    }
  }

  /**
   * A progress sender's first line.
   *
   * @param source "console", ...
   * @param run absent: the run the process belongs to, else a new one
   */
  public record Hello(
      long pid,
      String source,
      Optional<String> run,
      Optional<String> name,
      Map<String, String> labels,
      int rank,
      SenderFacts facts) {
    public Hello {
      labels = Map.copyOf(labels);
    }
  }

  /**
   * Connects to the agent at a socket.
   *
   * @throws AgentUnavailable if none listens there
   */
  public static AgentClient connect(Path socket) throws IOException {
    return new AgentClient(LineChannel.connect(socket, TIMEOUT));
  }

  /**
   * Says who will send progress.
   *
   * @throws AgentRefusal if the agent does not take it
   * @throws AgentUnavailable if it does not answer
   */
  public Joined hello(Hello hello) throws IOException {
    return joined(
        ask(
            JsonLine.of(
                json -> {
                  json.writeStringField("type", "hello");
                  json.writeNumberField("v", 1);
                  json.writeNumberField("pid", hello.pid());
                  json.writeStringField("source", hello.source());
                  if (hello.run().isPresent()) {
                    json.writeStringField("run", hello.run().get());
                  }
                  if (hello.name().isPresent()) {
                    json.writeStringField("name", hello.name().get());
                  }
                  ProgressLines.labels(json, hello.labels());
                  json.writeNumberField("rank", hello.rank());
                  ProgressLines.facts(json, hello.facts());
                })));
  }

  /**
   * Makes a process the root of a run.
   *
   * @throws AgentRefusal if there is no such process, or it is another user's
   * @throws AgentUnavailable if it does not answer
   */
  public Joined register(Registration registration) throws IOException {
    return joined(
        ask(
            JsonLine.of(
                json -> {
                  json.writeStringField("type", "register");
                  json.writeStringField("run", registration.run());
                  json.writeNumberField("pid", registration.pid());
                  json.writeStringField("name", registration.name());
                  ProgressLines.labels(json, registration.labels());
                  json.writeStringField("found_by", registration.foundBy());
                  json.writeArrayFieldStart("command");
                  for (String word : registration.command()) {
                    json.writeString(word);
                  }
                  json.writeEndArray();
                })));
  }

  /**
   * Says how far the sender is. Has no answer.
   *
   * @throws AgentUnavailable if the agent does not take it in time: connect and say hello again
   */
  public void progress(ProgressReport report) throws IOException {
    channel.send(ProgressLines.progress(report));
  }

  /**
   * Declares a run over.
   *
   * @param exitCode of its command; 128 + signal when a signal ended it
   * @throws AgentRefusal if the agent does not know it
   * @throws AgentUnavailable if it does not answer
   */
  public void ended(String run, OptionalInt exitCode) throws IOException {
    ask(
        JsonLine.of(
            json -> {
              json.writeStringField("type", "ended");
              json.writeStringField("run", run);
              if (exitCode.isPresent()) {
                json.writeNumberField("exit_code", exitCode.getAsInt());
              }
            }));
  }

  /**
   * What the agent has committed.
   *
   * @throws AgentUnavailable if it does not answer
   */
  public JsonObject status() throws IOException {
    return ask(JsonLine.of(json -> json.writeStringField("type", "status")));
  }

  private JsonObject ask(String line) throws IOException {
    channel.send(line);
    try {
      JsonObject answer = JsonObject.parse(channel.receive());
      while (answer.text("type").orElse("").equals("advice")) {
        answer = JsonObject.parse(channel.receive());
      }
      if (answer.text("type").orElse("").equals("error")) {
        throw new AgentRefusal(answer.text("message").orElse("the agent refused it"));
      }
      return answer;
    } catch (MalformedJson e) {
      throw new AgentUnavailable("the agent's answer cannot be read: " + e.detail(), e);
    }
  }

  private static Joined joined(JsonObject answer) throws IOException {
    try {
      return new Joined(answer.text("run").orElse(""), answer.text("node").orElse(""));
    } catch (MalformedJson e) {
      throw new AgentUnavailable("the agent's answer cannot be read: " + e.detail(), e);
    }
  }

  /** Says goodbye and closes. */
  @Override
  public void close() {
    try {
      channel.send(JsonLine.of(json -> json.writeStringField("type", "bye")));
    } catch (IOException e) {
      // It is gone already.
    }
    channel.close();
  }
}
