package io.trainwatt.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.rest.CollectorClient;
import io.trainwatt.cli.stack.Home;
import io.trainwatt.cli.stack.PartCommand;
import io.trainwatt.events.quantity.Quality;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One job over three nodes, each a network of its own with an agent, two sockets and two GPUs; its
 * three ranks report by the hook and share nothing but the run's id.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
final class ThreeNodesIT {
  private static final String RUN = "20261127-120000-abc123";
  private static final int NODES = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final String TRAIN =
      """
      import os, select, sys, time
      import trainwatt
      with trainwatt.track(name="three-nodes") as run:
          while True:
              until = time.process_time() + 0.004
              while time.process_time() < until:
                  pass
              run.step(tokens=8)
              if select.select([sys.stdin], [], [], 0.2)[0]:
                  break
      """;

  @TempDir Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<MatrixNode> nodes = new ArrayList<>();
  private final List<Process> ranks = new ArrayList<>();

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void oneJobOverThreeNodesIsCountedOnceAndWhatADeadNodeUsedStaysCounted() throws Exception {
    need(Namespaces.missing());
    Namespaces networks = new Namespaces(NODES);
    open.add(networks);
    StandInGpus gpus = StandInGpus.compile(checkout(), folder);
    int brokerPort = KafkaBroker.freePort();
    int agentsPort = KafkaBroker.freePort();
    int httpPort = KafkaBroker.freePort();
    startBroker(
        brokerPort,
        new AgentsListener(networks.host(), agentsPort, networks.host() + ":" + agentsPort));
    startCollector(brokerPort, httpPort);
    for (int i = 0; i < NODES; i++) {
      ranks.add(startRank(networks, i));
      nodes.add(node(networks, gpus, i, networks.host() + ":" + agentsPort));
    }
    StandInClock clock =
        new StandInClock(
            gpus.span(), nodes.stream().map(node -> node.rapl().orElseThrow()).toList());
    open.add(clock);
    ShownByHardware hardware = new ShownByHardware(nodes, clock);
    Follower follower = new Follower("127.0.0.1:" + brokerPort, hardware);
    open.add(follower);
    follower.start();
    for (MatrixNode node : nodes) {
      node.agent().start();
      open.add(node.agent()::destroy);
    }
    for (MatrixNode node : nodes) {
      until(follower, () -> node.agent().isUp() && node.hasBaseline() && hasRun(node));
    }

    clock.begin();
    for (MatrixNode node : nodes) {
      until(follower, () -> accounted(follower, node) > 50_000_000);
    }
    MatrixNode dies = nodes.getLast();
    long known = accounted(follower, dies);
    ranks.getLast().destroyForcibly().waitFor();
    dies.agent().kill();
    long later = accounted(follower, nodes.getFirst()) + 200_000_000;
    until(follower, () -> accounted(follower, nodes.getFirst()) > later);
    clock.end();

    for (MatrixNode node : nodes.subList(0, NODES - 1)) {
      Map<String, Long> truth = hardware.truth(node);
      until(follower, () -> counted(follower, node, truth).equals(truth));
      // The GPU was this run's alone: all that it drew is.
      until(follower, () -> accounted(follower, node) == hardware.gpu());
    }
    for (int i = 0; i < NODES - 1; i++) {
      ranks.get(i).getOutputStream().close();
      assertThat(ranks.get(i).waitFor(60, TimeUnit.SECONDS)).isTrue();
      MatrixNode node = nodes.get(i);
      until(follower, () -> !hasRun(node) && node.isDelivering());
      assertThat(node.agent().terminate(60)).isZero();
    }
    long last = follower.books(() -> of(follower.node(dies.id()).now(RUN)));
    assertThat(last).isGreaterThanOrEqualTo(known).isLessThan(hardware.gpu());
    assertThat(accounted(follower, dies)).isEqualTo(last);
    until(
        follower,
        () ->
            follower
                .books(() -> Follower.parts(follower.account("run/" + RUN).orElseThrow()))
                .equals(expected(follower)));
    JsonNode report = report(httpPort);
    assertThat(report.at("/energy/byQuality/counted").asLong())
        .isEqualTo(follower.books(() -> countedOfRun(follower)));
    assertThat(report.at("/node/nodes")).hasSize(NODES);
    assertThat(report.at("/progress/ranksSeen").asInt()).isEqualTo(NODES);
    follower.check();
  }

  private static void need(Optional<String> missing) {
    if (missing.isPresent() && "true".equals(System.getenv("TRAINWATT_TEST_REQUIRE_ALL"))) {
      throw new AssertionError(missing.get());
    }
    assumeThat(missing).as(missing.orElse("")).isEmpty();
  }

  private static Path checkout() {
    return Path.of(System.getProperty("trainwatt.root"));
  }

  private static PartCommand commands() {
    return new PartCommand(new Home(checkout().resolve("cli/target/dist")));
  }

  private void startBroker(int port, AgentsListener listener) throws Exception {
    Path data = folder.resolve("broker");
    MatrixProcess broker =
        new MatrixProcess(
            "broker",
            data,
            () -> {
              List<String> command = commands().broker(data, port);
              listener.addTo(data.resolve("server.properties"));
              return command;
            },
            () -> accepts(port));
    open.add(broker::destroy);
    broker.start();
    Awaitility.await().atMost(PATIENCE).until(broker::isUp);
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 300);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void startCollector(int brokerPort, int httpPort) throws Exception {
    MatrixProcess collector =
        new MatrixProcess(
            "collector",
            folder.resolve("collector"),
            () ->
                commands()
                    .collector(
                        List.of(
                            "trainwatt.kafka.bootstrap-servers=127.0.0.1:" + brokerPort,
                            "trainwatt.http.port=" + httpPort)),
            () -> CollectorClient.onPort(httpPort).ready());
    open.add(collector::destroy);
    collector.start();
    Awaitility.await().atMost(PATIENCE).until(collector::isUp);
  }

  private Process startRank(Namespaces networks, int rank) throws IOException {
    List<String> command = new ArrayList<>(networks.inside(rank));
    command.addAll(List.of("python3", "-c", TRAIN));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("rank-" + rank + ".log").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("TRAINWATT_"));
    builder.environment().put("PYTHONPATH", checkout().resolve("python/src").toString());
    builder.environment().put("TRAINWATT_RUN", RUN);
    builder.environment().put("TRAINWATT_SOCKET", socketFolder(rank).resolve("a.sock").toString());
    builder.environment().put("RANK", Integer.toString(rank));
    builder.environment().put("WORLD_SIZE", Integer.toString(NODES));
    Process process = builder.start();
    open.add(process::destroyForcibly);
    return process;
  }

  private Path socketFolder(int i) throws IOException {
    return Files.createDirectories(folder.resolve("n" + (i + 1)));
  }

  private MatrixNode node(Namespaces networks, StandInGpus gpus, int i, String broker)
      throws IOException {
    // ip netns exec becomes the command: the process is the training itself.
    long holder = ranks.get(i).pid();
    return MatrixNode.withHardware(
        i + 1,
        socketFolder(i),
        commands(),
        broker,
        gpus.library(),
        networks.inside(i),
        () -> gpus.environment(holder, holder));
  }

  private static boolean hasRun(MatrixNode node) {
    try {
      for (JsonNode run : node.status().path("runs")) {
        if (run.path("run").asText().equals(RUN)) {
          return run.path("processes").asInt() > 0;
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private static void until(Follower follower, Callable<Boolean> fact) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              follower.check();
              return fact.call();
            });
  }

  /** What the run's account has of the counted GPU of a node. */
  private static long accounted(Follower follower, MatrixNode node) {
    return follower.books(
        () ->
            follower
                .account("run/" + RUN)
                .map(account -> of(Follower.parts(account).getOrDefault(node.id(), Map.of())))
                .orElse(0L));
  }

  private static long of(Map<Line, Sum> lines) {
    return lines.getOrDefault(new Line(StandInGpus.COUNTED, Quality.COUNTED), Sum.ZERO).energy();
  }

  private static Map<String, Long> counted(
      Follower follower, MatrixNode node, Map<String, Long> devices) {
    return follower.books(
        () -> {
          Map<String, Long> counted = new TreeMap<>();
          for (String device : devices.keySet()) {
            counted.put(device, follower.node(node.id()).total(device, Quality.COUNTED));
          }
          return counted;
        });
  }

  private Map<String, Map<Line, Sum>> expected(Follower follower) {
    return follower.books(
        () -> {
          Map<String, Map<Line, Sum>> expected = new TreeMap<>();
          nodes.forEach(
              node -> expected.put(node.id(), new TreeMap<>(follower.node(node.id()).now(RUN))));
          return expected;
        });
  }

  private long countedOfRun(Follower follower) {
    long counted = 0;
    for (MatrixNode node : nodes) {
      for (Map.Entry<Line, Sum> line : follower.node(node.id()).now(RUN).entrySet()) {
        counted += line.getKey().quality() == Quality.COUNTED ? line.getValue().energy() : 0;
      }
    }
    return counted;
  }

  private static JsonNode report(int httpPort) throws IOException {
    return CollectorClient.onPort(httpPort).report(RUN).orElseGet(Json::object);
  }
}
