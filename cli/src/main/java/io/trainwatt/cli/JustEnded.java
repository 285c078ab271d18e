package io.trainwatt.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trainwatt.cli.console.Output;
import io.trainwatt.cli.report.RunFile;
import io.trainwatt.cli.rest.CollectorClient;
import io.trainwatt.cli.socket.AgentConnection;
import io.trainwatt.cli.socket.AgentSocket;
import io.trainwatt.cli.stack.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Runs that ended here a moment ago: this machine's agent knows, and the collector hears of it with
 * the agent's next samples. Whoever asks the collector in between would be told of a run that still
 * runs, so they wait, and not whoever trains.
 */
final class JustEnded {
  static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOKS_EVERY = Duration.ofMillis(100);

  private JustEnded() {}

  /**
   * Waits until the collector knows the whole of those whose last the broker has yet to get, or got
   * within the last 10 s, at most so long; says that it waits, and if in vain. Without an agent it
   * returns at once.
   *
   * @param asked ids and names; empty for all runs
   * @throws IOException if the collector does not answer
   */
  static void await(
      Map<String, String> environment,
      Output output,
      CollectorClient collector,
      Collection<String> asked)
      throws IOException {
    Optional<Path> socket = AgentSocket.find(AgentLookup.sockets(environment));
    if (socket.isEmpty()) {
      return;
    }
    long sinceMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().minus(PATIENCE));
    long until = System.nanoTime() + PATIENCE.toNanos();
    boolean said = false;
    while (true) {
      JsonNode status = status(socket.get());
      TreeSet<String> late = new TreeSet<>();
      for (JsonNode row : status.path("runs")) {
        String name = row.path("name").asText();
        if ((asked.isEmpty() || asked.contains(name) || asked.contains(id(row)))
            && hasEnded(row, sinceMicros)
            && isLate(row, status.path("node").asText(), collector.report(id(row)))) {
          late.add(name);
        }
      }
      if (late.isEmpty()) {
        return;
      }
      String names = String.join(", ", late);
      if (System.nanoTime() > until) {
        output.warn("the end of " + names + " has not come to the collector: this is without it");
        return;
      }
      if (!said) {
        output.note("waiting until the end of " + names + " has come to the collector");
        said = true;
      }
      Pause.of(LOOKS_EVERY);
    }
  }

  private static String id(JsonNode row) {
    return row.path("run").asText();
  }

  // What an agent that is gone knew, nobody knows.
  private static JsonNode status(Path socket) {
    try (AgentConnection agent = AgentConnection.open(socket)) {
      return agent.status();
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /**
   * Whether it is over, and the broker had not all of it before a time. The tick that sees an end
   * comes after the word of it.
   */
  static boolean hasEnded(JsonNode row, long sinceMicros) {
    return row.path("retired").asBoolean()
        ? row.path("retired_wall_micros").asLong() >= sinceMicros
        : row.path("state").asText().equals("ended") || row.has("exit_code");
  }

  /**
   * Whether more of a run that ended on a node is to come to the collector.
   *
   * @param row as the node's agent has it
   * @param report as the collector has it, if it knows the run
   */
  static boolean isLate(JsonNode row, String node, Optional<JsonNode> report) {
    if (report.isEmpty() || !row.path("retired").asBoolean()) {
      return true;
    }
    JsonNode run = report.get().path("run");
    if (run.path("state").asText().equals("ended")) {
      return time(run, "asOf").isBefore(time(run, "endedAt"));
    }
    // On another node it may go on for long.
    return RunFile.nodesOf(report.get()).stream().allMatch(node::equals);
  }

  private static Instant time(JsonNode run, String field) {
    return Instant.parse(run.path(field).asText());
  }
}
