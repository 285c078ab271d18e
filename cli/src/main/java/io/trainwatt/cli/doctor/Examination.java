package io.trainwatt.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.demo.Python;
import io.trainwatt.cli.socket.AgentConnection;
import io.trainwatt.cli.socket.AgentSocket;
import io.trainwatt.cli.stack.LocalStack;
import io.trainwatt.cli.stack.PartState;
import io.trainwatt.cli.stack.Ports;
import io.trainwatt.cli.stack.StackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at all that a measurement needs besides the sensors. Changes nothing. */
public final class Examination {
  private final Map<String, String> environment;
  private final StackSettings settings;
  private final List<Path> sockets;
  private final Path devices;
  private final List<Check> checks = new ArrayList<>();

  private Examination(
      Map<String, String> environment, StackSettings settings, List<Path> sockets, Path devices) {
    this.environment = Map.copyOf(environment);
    this.settings = settings;
    this.sockets = List.copyOf(sockets);
    this.devices = devices;
  }

  /**
   * Looks.
   *
   * @param sockets where an agent may listen
   * @param devices {@code /dev} on a real machine
   */
  public static List<Check> of(
      Map<String, String> environment, StackSettings settings, List<Path> sockets, Path devices) {
    Examination examination = new Examination(environment, settings, sockets, devices);
    examination.accelerators();
    examination.programs();
    examination.agent();
    examination.stack();
    return List.copyOf(examination.checks);
  }

  private void accelerators() {
    nvidia();
    accelerator("AMD GPU", "kfd");
    accelerator("TPU", "accel[0-9]+");
  }

  private void nvidia() {
    List<String> found = deviceFiles("nvidia[0-9]+");
    checks.add(
        found.isEmpty()
            ? Check.missing("NVIDIA GPU", "none: %s/nvidia0 is not there".formatted(devices), "")
            : Check.good("NVIDIA GPU", String.join(", ", found) + ": what is read is said above"));
  }

  private void accelerator(String name, String pattern) {
    List<String> found = deviceFiles(pattern);
    checks.add(
        found.isEmpty()
            ? Check.missing(name, "none: %s/%s is not there".formatted(devices, pattern), "")
            : Check.limited(
                name,
                String.join(", ", found) + ": there, and not read by this version",
                "measured is the rest of the node; watch the changelog"));
  }

  private List<String> deviceFiles(String pattern) {
    try (Stream<Path> files = Files.list(devices)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(file -> file.matches(pattern))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private void programs() {
    checks.add(
        Check.good(
            "JDK", "%s at %s".formatted(Runtime.version(), System.getProperty("java.home"))));
    Optional<Path> python = Python.find(environment);
    checks.add(
        python.isPresent()
            ? Check.good("python3", python.get().toString())
            : Check.missing(
                "python3",
                "not in the path: the demo and the hook need it",
                "apt-get install python3"));
  }

  private void agent() {
    Optional<Path> socket = AgentSocket.find(sockets);
    if (socket.isEmpty()) {
      String places = sockets.stream().map(Path::toString).collect(Collectors.joining(", "));
      checks.add(Check.missing("agent", "none answers on " + places, "trainwatt up"));
      return;
    }
    try (AgentConnection agent = AgentConnection.open(socket.get())) {
      JsonNode status = agent.status();
      boolean reached = status.path("broker_reachable").asBoolean();
      String detail =
          "node %s on %s, sends to %s"
              .formatted(
                  status.path("node").asText(),
                  socket.get(),
                  status.path("bootstrap_servers").asText());
      checks.add(
          reached
              ? Check.good("agent", detail)
              : Check.limited(
                  "agent",
                  "%s, which it does not reach; %d records wait in its spool"
                      .formatted(detail, status.path("spool").path("records").asLong()),
                  "start the broker, `trainwatt up`; nothing is lost meanwhile"));
    } catch (IOException e) {
      checks.add(Check.missing("agent", String.valueOf(e.getMessage()), "trainwatt up"));
    }
  }

  private void stack() {
    List<PartState> states = LocalStack.look(settings);
    for (PartState state : states) {
      String subject = "stack: " + state.part().label();
      checks.add(
          switch (state.health()) {
            case UP -> Check.good(subject, state.detail());
            case SILENT -> Check.limited(subject, state.detail(), "trainwatt status");
            case CRASHED -> Check.missing(subject, state.detail(), "trainwatt up");
            case DOWN -> Check.missing(subject, state.detail(), "trainwatt up");
          });
    }
    boolean down = states.stream().noneMatch(state -> state.health() == PartState.Health.UP);
    if (down) {
      port(settings.httpPort(), StackSettings.HTTP_PORT);
      port(settings.kafkaPort(), StackSettings.KAFKA_PORT);
    }
    checks.add(dataDir());
  }

  private void port(int port, String setting) {
    checks.add(
        Ports.isFree(port)
            ? Check.good("port " + port, "free")
            : Check.missing(
                "port " + port,
                "taken by " + Ports.holder(port).orElse("a process that cannot be seen from here"),
                "%s=%d trainwatt up".formatted(setting, port + 1000)));
  }

  private Check dataDir() {
    Path there = settings.dataDir();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return Files.isWritable(there)
        ? Check.good("data directory", settings.dataDir().toString())
        : Check.missing(
            "data directory",
            settings.dataDir() + " cannot be written",
            "set TRAINWATT_DATA_DIR to a folder of yours");
  }
}
