package io.trainwatt.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.socket.AgentConnection;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The agent's settings in a stack, and the agent that may own the node already. */
final class AgentSetup {
  private final StackSettings settings;

  AgentSetup(StackSettings settings) {
    this.settings = settings;
  }

  /** In the agent's own names; whatever else it knows it takes from our environment. */
  Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>();
    variables.put("TRAINWATT_NODE_CLUSTER", settings.cluster());
    variables.put("TRAINWATT_KAFKA_BOOTSTRAP_SERVERS", settings.bootstrapServers());
    variables.put("TRAINWATT_DATA_DIR", settings.dataDir().toString());
    variables.put("TRAINWATT_SOCKET", settings.socket().toString());
    return variables;
  }

  /**
   * The agent that answers on our socket although this stack did not start it: one a node is
   * enough, if it sends to our broker.
   *
   * @throws Refusal if it sends elsewhere
   */
  Optional<JsonNode> joined() {
    Optional<JsonNode> status = status();
    if (status.isPresent()
        && !status.get().path("bootstrap_servers").asText().equals(settings.bootstrapServers())) {
      throw Refusal.missing(
          "this node has an agent already (process %d, node %s), and it sends to %s"
              .formatted(
                  status.get().path("pid").asLong(),
                  status.get().path("node").asText(),
                  status.get().path("bootstrap_servers").asText()),
          "end it, or set TRAINWATT_SOCKET and TRAINWATT_NODE_NAME for an agent beside it");
    }
    return status;
  }

  /** What an agent on our socket says, if one answers. */
  Optional<JsonNode> status() {
    try (AgentConnection agent = AgentConnection.open(settings.socket())) {
      return Optional.of(agent.status());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
