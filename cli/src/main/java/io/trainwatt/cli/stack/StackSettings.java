package io.trainwatt.cli.stack;

import io.trainwatt.agent.control.SocketPaths;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.socket.AgentSocket;
import io.trainwatt.cli.terminal.User;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a stack keeps its data and listens, always on loopback.
 *
 * @param dataDir kept across restarts
 * @param httpPort of the live page and REST
 * @param kafkaPort of the broker
 * @param cluster what the node's name begins with
 * @param socket where the agent listens
 * @param environment more settings of the parts, as their environment variables
 */
public record StackSettings(
    Path dataDir,
    int httpPort,
    int kafkaPort,
    String cluster,
    Path socket,
    Map<String, String> environment) {
  /** Where data is kept. */
  public static final String DATA_DIR = "TRAINWATT_DATA_DIR";

  /** The live page's port. */
  public static final String HTTP_PORT = "TRAINWATT_HTTP_PORT";

  /** The broker's port. */
  public static final String KAFKA_PORT = "TRAINWATT_KAFKA_PORT";

  // sun_path of Linux has 108 bytes, one of them the end.
  private static final int LONGEST_SOCKET_PATH = 100;
  private static final int DEFAULT_HTTP_PORT = 8484;
  private static final int DEFAULT_KAFKA_PORT = 19092;

  public StackSettings {
    environment = Map.copyOf(environment);
  }

  /**
   * As the environment says, with defaults.
   *
   * @throws Refusal if a port is no port
   */
  public static StackSettings of(Map<String, String> environment) {
    return new StackSettings(
        dataDir(environment),
        port(environment, HTTP_PORT, DEFAULT_HTTP_PORT),
        port(environment, KAFKA_PORT, DEFAULT_KAFKA_PORT),
        text(environment, "TRAINWATT_NODE_CLUSTER").orElse("local"),
        text(environment, AgentSocket.VARIABLE)
            .map(Path::of)
            .orElseGet(() -> SocketPaths.standard(environment, User.id())),
        Map.of());
  }

  /** The same settings for the demo: a folder, a cluster and a socket of its own. */
  public StackSettings forDemo() {
    Path folder = dataDir.resolve("demo");
    Path beside = folder.resolve("agent.sock");
    Path brief = Path.of("/tmp/trainwatt-" + User.id(), "demo-" + httpPort + ".sock");
    return new StackSettings(
        folder,
        httpPort,
        kafkaPort,
        "demo",
        beside.toString().length() <= LONGEST_SOCKET_PATH ? beside : brief,
        environment);
  }

  /** The same with more settings of the parts, as their environment variables. */
  public StackSettings with(Map<String, String> more) {
    return new StackSettings(dataDir, httpPort, kafkaPort, cluster, socket, more);
  }

  /** The port of the live page alone, for commands that only ask the collector. */
  public static int httpPort(Map<String, String> environment) {
    return port(environment, HTTP_PORT, DEFAULT_HTTP_PORT);
  }

  /** What clients connect to. */
  public String bootstrapServers() {
    return "127.0.0.1:" + kafkaPort;
  }

  /** The live page. */
  public String url() {
    return "http://127.0.0.1:" + httpPort + "/";
  }

  private static Path dataDir(Map<String, String> environment) {
    Optional<String> set = text(environment, DATA_DIR);
    if (set.isPresent()) {
      return Path.of(set.get()).toAbsolutePath();
    }
    return text(environment, "XDG_STATE_HOME")
        .map(Path::of)
        .orElseGet(() -> Path.of(environment.getOrDefault("HOME", "/tmp"), ".local", "state"))
        .resolve("trainwatt")
        .toAbsolutePath();
  }

  private static Optional<String> text(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  private static int port(Map<String, String> environment, String name, int byDefault) {
    Optional<String> text = text(environment, name);
    if (text.isEmpty()) {
      return byDefault;
    }
    try {
      int port = Integer.parseInt(text.get());
      if (port > 0 && port < 65_536) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number that is no port.
    }
    throw Refusal.wrongUse(
        "%s is %s, which is no port".formatted(name, text.get()), "set it to 1 .. 65535");
  }
}
