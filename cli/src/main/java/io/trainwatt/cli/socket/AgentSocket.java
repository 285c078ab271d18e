package io.trainwatt.cli.socket;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the agent of this node listens. */
public final class AgentSocket {
  /** Names the socket alone to be tried. */
  public static final String VARIABLE = "TRAINWATT_SOCKET";

  private AgentSocket() {}

  /** The first that an agent answers on. */
  public static Optional<Path> find(List<Path> candidates) {
    return candidates.stream().filter(Files::exists).filter(AgentConnection::accepts).findFirst();
  }
}
