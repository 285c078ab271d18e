package io.trainwatt.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.rest.CollectorClient;
import io.trainwatt.cli.socket.AgentConnection;
import io.trainwatt.cli.stack.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Holds the collector's totals to the agent's own committed counters, to the microjoule. The agent
 * goes on measuring meanwhile, so what it had committed is awaited at the collector.
 */
public final class AgentCheck {
  private static final Duration LOOKS_EVERY = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path socket;
  private final CollectorClient collector;
  private final String run;

  /**
   * Of one run.
   *
   * @param socket of the agent
   * @param run its id
   */
  public AgentCheck(Path socket, CollectorClient collector, String run) {
    this.socket = socket;
    this.collector = collector;
    this.run = run;
  }

  /**
   * Waits until the collector has the run's end and total as the agent committed them, and the
   * node's total.
   *
   * @return both sides, equal or not
   * @throws IOException if either side does not answer
   */
  public ObjectNode await() throws IOException {
    try (AgentConnection agent = AgentConnection.open(socket)) {
      Committed ended = awaitEnd(agent);
      long reported = awaitReport(ended.runTotal());
      ObjectNode check = Json.object();
      ObjectNode ofRun = check.putObject("run");
      ofRun.put("committedMicrojoules", ended.runTotal());
      ofRun.put("collectorMicrojoules", reported);
      ObjectNode byQuality = ofRun.putObject("committedByQuality");
      ended.run().forEach(byQuality::put);
      boolean node = awaitNode(agent, check.putObject("node"));
      check.put("equal", ended.listed() && reported == ended.runTotal() && node);
      JsonNode status = agent.status();
      check.set("stages", status.path("stages"));
      check.put("stagesBalance", balance(status.path("stages")));
      return check;
    }
  }

  /** The run's last counters: those that stood when it was retired. */
  private Committed awaitEnd(AgentConnection agent) throws IOException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    Committed last = Committed.of(agent.status(), run);
    while (System.nanoTime() < until) {
      Committed now = Committed.of(agent.status(), run);
      if (now.listed()) {
        last = now;
      } else if (now.retired()) {
        return last;
      }
      Pause.of(LOOKS_EVERY);
    }
    return last;
  }

  private long awaitReport(long total) throws IOException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      JsonNode report = collector.report(run).orElseGet(Json::object);
      long reported = report.path("energy").path("totalMicrojoules").asLong();
      boolean ended = report.path("run").path("state").asText().equals("ended");
      if ((ended && reported == total) || System.nanoTime() > until) {
        return reported;
      }
      Pause.of(LOOKS_EVERY);
    }
  }

  /** Looks at both sides until the collector shows a total that the agent had committed. */
  private boolean awaitNode(AgentConnection agent, ObjectNode check) throws IOException {
    String node = agent.status().path("node").asText();
    Set<Long> committed = new HashSet<>();
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      long last = Committed.of(agent.status(), run).node();
      committed.add(last);
      long measured =
          collector.node(node).orElseGet(Json::object).path("measuredMicrojoules").asLong();
      boolean equal = committed.contains(measured);
      if (equal || System.nanoTime() > until) {
        check.put("node", node);
        check.put("committedMicrojoules", equal ? measured : last);
        check.put("collectorMicrojoules", measured);
        return equal;
      }
      Pause.of(LOOKS_EVERY);
    }
  }

  private static boolean balance(JsonNode stages) {
    for (JsonNode stage : stages) {
      long sum = stage.path("out").asLong() + stage.path("held").asLong();
      for (JsonNode dropped : stage.path("dropped")) {
        sum += dropped.asLong();
      }
      if (sum != stage.path("in").asLong()) {
        return false;
      }
    }
    return true;
  }
}
