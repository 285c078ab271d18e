package io.trainwatt.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.rest.CollectorClient;
import io.trainwatt.cli.socket.AgentConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Asks each part how it is. */
final class PartHealth {
  private static final int CONNECT_MILLIS = 500;

  private final StackSettings settings;
  private final Map<Part, PartProcess> processes;

  PartHealth(StackSettings settings, Map<Part, PartProcess> processes) {
    this.settings = settings;
    this.processes = Map.copyOf(processes);
  }

  List<PartState> all() {
    return Arrays.stream(Part.values()).map(this::of).toList();
  }

  PartState of(Part part) {
    if (part == Part.AGENT && process(part).living().isEmpty()) {
      Optional<PartState> joined = joined();
      if (joined.isPresent()) {
        return joined.get();
      }
    }
    PartProcess process = process(part);
    return process
        .living()
        .map(mark -> living(part, mark.pid()))
        .orElseGet(
            () ->
                process.wasStarted()
                    ? new PartState(
                        part,
                        PartState.Health.CRASHED,
                        OptionalLong.empty(),
                        "ended by itself, see " + process.log())
                    : new PartState(
                        part, PartState.Health.DOWN, OptionalLong.empty(), "not started"));
  }

  private PartProcess process(Part part) {
    return java.util.Objects.requireNonNull(processes.get(part));
  }

  /** An agent that somebody else started and that sends to our broker. */
  private Optional<PartState> joined() {
    return new AgentSetup(settings)
        .status()
        .filter(s -> s.path("bootstrap_servers").asText().equals(settings.bootstrapServers()))
        .map(
            s ->
                new PartState(
                    Part.AGENT,
                    PartState.Health.UP,
                    OptionalLong.of(s.path("pid").asLong()),
                    describe(s) + ", started by somebody else"));
  }

  private PartState living(Part part, long pid) {
    try {
      String detail =
          switch (part) {
            case BROKER -> broker();
            case COLLECTOR -> collector();
            case AGENT -> agent();
          };
      return new PartState(part, PartState.Health.UP, OptionalLong.of(pid), detail);
    } catch (IOException e) {
      return new PartState(
          part, PartState.Health.SILENT, OptionalLong.of(pid), String.valueOf(e.getMessage()));
    }
  }

  private String broker() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.kafkaPort()),
          CONNECT_MILLIS);
      return "Kafka at " + settings.bootstrapServers();
    }
  }

  private String collector() throws IOException {
    if (!CollectorClient.onPort(settings.httpPort()).ready()) {
      throw new IOException("not ready yet");
    }
    return "page at " + settings.url();
  }

  private String agent() throws IOException {
    try (AgentConnection agent = AgentConnection.open(settings.socket())) {
      return describe(agent.status());
    }
  }

  private static String describe(JsonNode status) {
    long held = status.path("spool").path("records").asLong();
    String delivery =
        status.path("broker_reachable").asBoolean()
            ? "delivering"
            : "broker not reached, %d records wait in the spool".formatted(held);
    return "node %s, %s".formatted(status.path("node").asText(), delivery);
  }
}
