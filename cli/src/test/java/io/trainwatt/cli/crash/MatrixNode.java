package io.trainwatt.cli.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.socket.AgentConnection;
import io.trainwatt.cli.stack.PartCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A node of its own: an agent with its files, its socket and its hardware. */
final class MatrixNode {
  static final String CLUSTER = "crash";
  private static final List<String> MODELLED = List.of("cpu", "memory");

  private final String name;
  private final Path folder;
  private final Optional<StandInRapl> rapl;
  private final MatrixProcess agent;
  private final List<String> devices;

  private MatrixNode(
      String name,
      Path folder,
      Optional<StandInRapl> rapl,
      MatrixProcess agent,
      List<String> devices) {
    this.name = name;
    this.folder = folder;
    this.rapl = rapl;
    this.agent = agent;
    this.devices = List.copyOf(devices);
  }

  /**
   * Two sockets and two GPUs, of which all but one GPU count.
   *
   * @param inside what the command line begins with, for an agent in a network of its own
   * @param environment of the agent, anew for each start
   */
  static MatrixNode withHardware(
      int number,
      Path folder,
      PartCommand commands,
      String bootstrapServers,
      Path gpuLibrary,
      List<String> inside,
      Supplier<Map<String, String>> environment)
      throws IOException {
    Path sysfs = Files.createDirectories(folder.resolve("sys"));
    StandInRapl rapl = new StandInRapl(sysfs, number);
    List<String> devices = new ArrayList<>(rapl.used(0).keySet());
    devices.add(StandInGpus.COUNTED);
    devices.add(StandInGpus.GAUGED);
    String sensors = "{disabled: [model, presence], nvml: {library: %s}}".formatted(gpuLibrary);
    return make(
        number,
        folder,
        commands,
        bootstrapServers,
        sensors,
        inside,
        environment,
        Optional.of(rapl),
        devices);
  }

  /** No sensor at all: everything is modelled. */
  static MatrixNode modelled(int number, Path folder, PartCommand commands, String bootstrapServers)
      throws IOException {
    Files.createDirectories(folder.resolve("sys"));
    return make(
        number,
        folder,
        commands,
        bootstrapServers,
        "{enabled: [model]}",
        List.of(),
        Map::of,
        Optional.empty(),
        MODELLED);
  }

  private static MatrixNode make(
      int number,
      Path folder,
      PartCommand commands,
      String bootstrapServers,
      String sensors,
      List<String> inside,
      Supplier<Map<String, String>> environment,
      Optional<StandInRapl> rapl,
      List<String> devices)
      throws IOException {
    String name = "n" + number;
    Path config =
        Files.writeString(
            folder.resolve("agent.yaml"),
            """
            node: {cluster: %s, name: %s, zone: DE}
            kafka: {bootstrapServers: "%s"}
            dataDir: %s
            socket: %s
            lockDir: %s
            sysfsRoot: %s
            sensors: %s
            """
                .formatted(
                    CLUSTER,
                    name,
                    bootstrapServers,
                    folder,
                    folder.resolve("a.sock"),
                    folder,
                    folder.resolve("sys"),
                    sensors));
    MatrixProcess agent =
        new MatrixProcess(
            "agent-" + name,
            folder,
            new MatrixProcess.Start() {
              @Override
              public List<String> command() {
                List<String> command = new ArrayList<>(inside);
                command.addAll(commands.agent(List.of("--config", config.toString())));
                return command;
              }

              @Override
              public Map<String, String> environment() {
                return environment.get();
              }
            },
            () -> answers(folder.resolve("a.sock")));
    return new MatrixNode(name, folder, rapl, agent, devices);
  }

  private static boolean answers(Path socket) throws IOException {
    try (AgentConnection agent = AgentConnection.open(socket)) {
      return agent.status().has("sequence");
    }
  }

  String id() {
    return CLUSTER + "/" + name;
  }

  String name() {
    return name;
  }

  Path socket() {
    return folder.resolve("a.sock");
  }

  MatrixProcess agent() {
    return agent;
  }

  /** Its counters, if it has any. */
  Optional<StandInRapl> rapl() {
    return rapl;
  }

  JsonNode status() throws IOException {
    try (AgentConnection agent = AgentConnection.open(socket())) {
      return agent.status();
    }
  }

  /** Whether all its devices have been read, so that what they use from now on is known. */
  boolean hasBaseline() {
    try {
      Set<String> present = new HashSet<>();
      status().path("devices").forEach(device -> present.add(device.path("device").asText()));
      return present.containsAll(devices);
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the broker has all that is committed, but for what came this very moment. */
  boolean isDelivering() {
    try {
      JsonNode status = status();
      return status.path("broker_reachable").asBoolean()
          && status.path("spool").path("records").asLong() < 5;
    } catch (IOException e) {
      return false;
    }
  }
}
