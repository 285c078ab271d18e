package io.trainwatt.cli;

import io.trainwatt.agent.control.SocketPaths;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.socket.AgentConnection;
import io.trainwatt.cli.socket.AgentSocket;
import io.trainwatt.cli.terminal.User;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Finds the agent that measures this node. */
final class AgentLookup {
  private AgentLookup() {}

  /** Where it may listen. */
  static List<Path> sockets(Map<String, String> environment) {
    return SocketPaths.candidates(environment, User.id());
  }

  /**
   * Connects to it.
   *
   * @throws Refusal if there is none
   */
  static AgentConnection connect(Map<String, String> environment) throws IOException {
    List<Path> sockets = sockets(environment);
    return AgentConnection.open(
        AgentSocket.find(sockets)
            .orElseThrow(
                () ->
                    Refusal.missing(
                        "no agent answers on " + sockets,
                        "start one: `trainwatt up`, or set TRAINWATT_SOCKET to where it listens")));
  }
}
