package io.trainwatt.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.socket.AgentConnection;
import io.trainwatt.cli.socket.AgentSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the agent of this node noticed about its devices since it began: faults and changes, the
 * oldest first.
 *
 * @param events as the agent's {@code status} has them
 * @param seen how many there were, those that it no longer holds among them
 */
public record Noticed(List<JsonNode> events, long seen) {
  private static final long MICROS_PER_MILLI = 1_000;
  private static final double MICROJOULES_PER_JOULE = 1e6;
  private static final double MILLIS_PER_SECOND = 1e3;

  public Noticed {
    events = List.copyOf(events);
  }

  /** Asks the agent; absent where none answers. */
  public static Optional<Noticed> by(List<Path> sockets) {
    Optional<Path> socket = AgentSocket.find(sockets);
    if (socket.isEmpty()) {
      return Optional.empty();
    }
    try (AgentConnection agent = AgentConnection.open(socket.get())) {
      return Optional.of(of(agent.status()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Noticed of(JsonNode status) {
    List<JsonNode> events = new ArrayList<>();
    status.path("events").forEach(events::add);
    return new Noticed(events, status.path("events_seen").asLong());
  }

  /** One line an event: when, what it is about, what happened, and how much is concerned. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (seen > events.size()) {
      lines.add("%d older ones are in the samples alone".formatted(seen - events.size()));
    }
    events.forEach(event -> lines.add(line(event)));
    return lines;
  }

  private static String line(JsonNode event) {
    Instant at = Instant.ofEpochMilli(event.path("wall_micros").asLong() / MICROS_PER_MILLI);
    List<String> concerned = new ArrayList<>();
    if (event.has("energy_microjoules")) {
      concerned.add(
          String.format(
              Locale.ROOT,
              "%.3f J",
              event.path("energy_microjoules").asLong() / MICROJOULES_PER_JOULE));
    }
    if (event.has("duration_millis")) {
      concerned.add(
          String.format(
              Locale.ROOT, "%.1f s", event.path("duration_millis").asLong() / MILLIS_PER_SECOND));
    }
    return "%s  %-24s %s: %s%s"
        .formatted(
            at.truncatedTo(ChronoUnit.SECONDS),
            event.path("device").asText(),
            event.path("kind").asText(),
            event.path("detail").asText(),
            concerned.isEmpty() ? "" : " (" + String.join(" in ", concerned) + ")");
  }

  /** The same for {@code --json}. */
  public JsonNode json() {
    var all = Json.object();
    all.put("seen", seen);
    var rows = all.putArray("newest");
    events.forEach(rows::add);
    return all;
  }
}
