package io.trainwatt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.control.AgentClient;
import io.trainwatt.agent.json.JsonObject;
import io.trainwatt.agent.progress.ProgressReport;
import io.trainwatt.agent.progress.SenderFacts;
import io.trainwatt.agent.publish.kafka.Topics;
import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.codec.NodeFactsCodec;
import io.trainwatt.events.codec.ProgressCodec;
import io.trainwatt.events.codec.RunFactsCodec;
import io.trainwatt.events.codec.SampleCodec;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.StageCount;
import io.trainwatt.events.sample.User;
import io.trainwatt.events.topic.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent as its users have it: its own process, a real broker, real processes to measure. */
@Timeout(240)
final class AgentIT {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String RUN = "20261122-190501-3f9a2c";

  @TempDir static Path directory;
  private static @Nullable KafkaBroker started;
  private final List<Process> busy = new ArrayList<>();

  @BeforeAll
  static void startBroker() throws Exception {
    KafkaBroker broker = KafkaBroker.startOnFreePort(directory.resolve("broker"));
    Topics.create(broker.bootstrapServers());
    started = broker;
  }

  @AfterAll
  static void stopBroker() {
    broker().close();
  }

  @AfterEach
  void stopBusy() {
    busy.forEach(Process::destroyForcibly);
  }

  private static KafkaBroker broker() {
    KafkaBroker broker = started;
    if (broker == null) {
      throw new IllegalStateException("no broker");
    }
    return broker;
  }

  private Process busy() throws IOException {
    Process process =
        new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 30000000 ]; do i=$((i+1)); done")
            .start();
    busy.add(process);
    return process;
  }

  private static AgentClient.Registration registration(String run, long pid) {
    return new AgentClient.Registration(
        run, pid, "try", Map.of("strategy", "dense"), "run", List.of("sh", "-c", "x"));
  }

  private static ProgressReport steps(long steps) {
    return new ProgressReport(
        System.nanoTime(),
        System.currentTimeMillis() * 1_000,
        Optional.of(Phase.TRAINING),
        OptionalLong.of(steps),
        new Work(
            OptionalLong.of(steps),
            OptionalLong.of(10 * steps),
            OptionalLong.empty(),
            OptionalLong.empty()),
        Optional.of(Loss.of(3.0 - steps / 100.0)),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalLong.empty());
  }

  /** Of one boot of the agent's directory: each test has records of its own run or instance. */
  private List<Sample> samples() throws MalformedRecord {
    Map<Long, Sample> bySequence = new TreeMap<>();
    for (var record : Topics.read(broker().bootstrapServers(), Topic.SAMPLES)) {
      Sample sample = SampleCodec.decode(record.value());
      assertThat(record.key()).isEqualTo(sample.node());
      bySequence.put(sample.sequence(), sample);
    }
    return List.copyOf(bySequence.values());
  }

  private List<RunFacts> rows(String run) throws MalformedRecord {
    List<RunFacts> rows = new ArrayList<>();
    for (var record : Topics.read(broker().bootstrapServers(), Topic.RUNS)) {
      RunFacts facts = RunFactsCodec.decode(record.value());
      if (facts.run().equals(run)) {
        assertThat(record.key()).isEqualTo(Topic.key(run, "test/n1"));
        rows.add(facts);
      }
    }
    return rows;
  }

  private static long energyOf(String run, Sample sample) {
    long energy = 0;
    for (DeviceSample device : sample.devices()) {
      for (Counter counter : device.counters()) {
        if (counter.user().equals(new User.OfRun(run))) {
          energy += counter.energy().microjoules();
        }
      }
    }
    return energy;
  }

  @Test
  void aRunIsMeasuredFromRegistrationToItsEndWithItsProgress() throws Exception {
    Path home = directory.resolve("whole");
    try (AgentProcess agent = AgentProcess.start(home, broker().bootstrapServers())) {
      agent.awaitSocket();
      Process training = busy();
      try (AgentClient client = agent.client()) {
        assertThat(client.register(registration(RUN, training.pid())))
            .isEqualTo(new AgentClient.Joined(RUN, "test/n1"));
        assertThat(
                client
                    .hello(
                        new AgentClient.Hello(
                            training.pid(),
                            "console",
                            Optional.empty(),
                            Optional.empty(),
                            Map.of(),
                            0,
                            SenderFacts.PLAIN))
                    .run())
            .isEqualTo(RUN);
        for (int i = 1; i <= 5; i++) {
          client.progress(steps(i));
          TimeUnit.MILLISECONDS.sleep(250);
        }
        training.destroyForcibly().waitFor();
        client.ended(RUN, OptionalInt.of(137));
      }
      Awaitility.await()
          .atMost(LONG)
          .until(() -> run(agent.status(), RUN).bool("retired").orElse(false));
      assertThat(agent.terminate()).isZero();
      assertThat(agent.log()).contains("agent ends; all is sent");
    }

    List<RunFacts> rows = rows(RUN);
    assertThat(rows.getFirst().state()).isEqualTo(RunState.RUNNING);
    assertThat(rows.getFirst().labels()).containsEntry("strategy", "dense");
    assertThat(rows.getLast().state()).isEqualTo(RunState.ENDED);
    assertThat(rows.getLast().exitCode()).hasValue(137);

    List<Sample> listing =
        samples().stream()
            .filter(s -> s.runs().stream().map(ListedRun::run).anyMatch(RUN::equals))
            .toList();
    assertThat(listing.getLast().runs().getFirst().ended()).isTrue();
    assertThat(energyOf(RUN, listing.getLast())).isPositive();

    List<Progress> progress = progress(RUN);
    assertThat(progress.getLast().work().steps()).hasValue(5);
    assertThat(progress.getLast().work().tokens()).hasValue(50);
    assertThat(progress).extracting(Progress::sequence).isSorted().doesNotHaveDuplicates();

    List<NodeFacts> nodes = new ArrayList<>();
    for (var record : Topics.read(broker().bootstrapServers(), Topic.NODES)) {
      nodes.add(NodeFactsCodec.decode(record.value()));
    }
    assertThat(nodes).isNotEmpty();
    assertThat(nodes.getLast().zone()).contains("DE");
    assertThat(nodes.getLast().devices()).isNotEmpty();
  }

  private List<Progress> progress(String run) throws MalformedRecord {
    List<Progress> progress = new ArrayList<>();
    for (var record : Topics.read(broker().bootstrapServers(), Topic.PROGRESS)) {
      Progress one = ProgressCodec.decode(record.value());
      if (one.run().equals(run)) {
        progress.add(one);
      }
    }
    return progress;
  }

  /** Its file is read after its end is seen, while the broker already has its last sample. */
  @Test
  void whatARunWritesWithItsLastBreathIsStillTold() throws Exception {
    Path home = directory.resolve("breath");
    Path metrics = directory.resolve("metrics.jsonl");
    String script =
        "exec 3>%s; sleep 2; for i in 1 2 3; do echo '{\"step\": '$i', \"loss\": '$((9-i))'}'; done >&3"
            .formatted(metrics);
    try (AgentProcess agent = AgentProcess.start(home, broker().bootstrapServers())) {
      agent.awaitSocket();
      Process training = new ProcessBuilder("sh", "-c", script).start();
      busy.add(training);
      try (AgentClient client = agent.client()) {
        client.register(registration("breath", training.pid()));
      }
      Awaitility.await()
          .atMost(LONG)
          .until(() -> run(agent.status(), "breath").bool("retired").orElse(false));
      assertThat(agent.terminate()).isZero();
    }
    List<Progress> told = progress("breath");
    assertThat(told).extracting(Progress::source).containsOnly("jsonl");
    assertThat(told.getLast().step()).hasValue(3);
    assertThat(told.stream().flatMap(one -> one.loss().stream()))
        .containsExactly(Loss.of(8), Loss.of(6));
  }

  private static JsonObject run(JsonObject status, String run) throws Exception {
    for (JsonObject row : status.objects("runs")) {
      if (row.text("run").orElse("").equals(run)) {
        return row;
      }
    }
    throw new AssertionError("no run " + run);
  }

  @Test
  void whatWasCommittedArrivesToTheMicrojouleThroughKillsAndAnOutage() throws Exception {
    Path home = directory.resolve("killed");
    String run = "20261122-190502-000001";
    long first;
    JsonObject last;
    try (AgentProcess agent = AgentProcess.start(home, broker().bootstrapServers())) {
      agent.awaitSocket();
      first = agent.status().whole("sequence").orElseThrow();
      Process training = busy();
      try (AgentClient client = agent.client()) {
        client.register(registration(run, training.pid()));
      }
      TimeUnit.MILLISECONDS.sleep(700);
      agent.kill();
      agent.restart();
      broker().kill();
      TimeUnit.MILLISECONDS.sleep(1_300);
      agent.kill();
      agent.restart();
      TimeUnit.MILLISECONDS.sleep(900);
      broker().restart();
      agent.kill();
      agent.restart();
      TimeUnit.MILLISECONDS.sleep(500);
      last = agent.status();
      assertThat(run(last, run).text("state")).contains("running");
      for (JsonObject stage : last.objects("stages")) {
        assertThat(balance(stage)).as(stage.text("stage").orElse("")).isZero();
      }
      Awaitility.await()
          .atMost(LONG)
          .until(() -> agent.status().bool("broker_reachable").orElse(false));
      assertThat(agent.terminate()).isZero();
    }
    compare(first, last, run);
  }

  private static long balance(JsonObject stage) throws Exception {
    long balance = stage.whole("in").orElseThrow() - stage.whole("out").orElseThrow();
    balance -= stage.whole("held").orElseThrow();
    JsonObject dropped = stage.object("dropped").orElseThrow();
    for (String reason : dropped.names()) {
      balance -= dropped.whole(reason).orElseThrow();
    }
    return balance;
  }

  private void compare(long first, JsonObject status, String run) throws Exception {
    long committed = status.whole("sequence").orElseThrow();
    List<Sample> samples =
        samples().stream().filter(s -> s.sequence() >= first && s.sequence() <= committed).toList();
    assertThat(samples).hasSize(Math.toIntExact(committed - first + 1));
    Map<String, Long> highest = new HashMap<>();
    for (Sample sample : samples) {
      for (DeviceSample device : sample.devices()) {
        assertThat(device.imbalance()).isEmpty();
        for (Counter counter : device.counters()) {
          String name = name(device.device(), device.epoch().id(), user(counter), counter);
          long value = counter.energy().microjoules();
          assertThat(value).isGreaterThanOrEqualTo(highest.getOrDefault(name, 0L));
          highest.put(name, value);
        }
      }
    }
    Map<String, Long> said = new HashMap<>();
    for (JsonObject device : status.objects("devices")) {
      for (JsonObject counter : device.objects("counters")) {
        said.put(
            device.text("device").orElseThrow()
                + "/"
                + device.text("epoch").orElseThrow()
                + "/"
                + counter.text("user").orElseThrow()
                + "/"
                + counter.text("quality").orElseThrow(),
            counter.whole("energy_microjoules").orElseThrow());
      }
    }
    assertThat(highest).isEqualTo(said);
    assertThat(said.keySet()).anyMatch(name -> name.contains("run/" + run));
    assertThat(energyOf(run, samples.getLast())).isPositive();
    for (StageCount stage : samples.getLast().stages()) {
      assertThat(stage.balances()).as(stage.stage()).isTrue();
    }
  }

  private static String user(Counter counter) {
    return switch (counter.user()) {
      case User.OfRun ofRun -> "run/" + ofRun.run();
      case User.Remainder remainder -> remainder.name().toLowerCase(Locale.ROOT);
    };
  }

  private static String name(String device, String epoch, String user, Counter counter) {
    return device
        + "/"
        + epoch
        + "/"
        + user
        + "/"
        + counter.quality().name().toLowerCase(Locale.ROOT);
  }

  @Test
  void aSecondAgentOfTheNodeEndsWithThreeAndNamesTheFirst() throws Exception {
    Path home = directory.resolve("twice");
    try (AgentProcess agent = AgentProcess.start(home, "127.0.0.1:1")) {
      agent.awaitSocket();
      long pid = agent.status().whole("pid").orElseThrow();
      Process second =
          ChildJvm.of(AgentMain.class, "--config", home.resolve("agent.yaml").toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(second.waitFor()).isEqualTo(3);
      assertThat(said).contains("node test/n1 already has an agent, process " + pid);
      assertThat(said.lines()).hasSize(1);
    }
  }

  @Test
  void anUnknownKeyEndsWithTwoAndNamesTheNearest() throws Exception {
    Path config = Files.writeString(directory.resolve("bad.yaml"), "nod: {name: x}\n");
    Process agent =
        ChildJvm.of(AgentMain.class, "--config", config.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(agent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(agent.waitFor()).isEqualTo(2);
    assertThat(said).contains("bad.yaml line 1: unknown key 'nod.name'; did you mean 'node.name'?");
    assertThat(said.lines()).hasSize(1);
  }

  @Test
  void aBrokerThatIsAwayIsSaidOnceAndTheAgentGoesOn() throws Exception {
    Path home = directory.resolve("alone");
    try (AgentProcess agent = AgentProcess.start(home, "127.0.0.1:1")) {
      agent.awaitSocket();
      Awaitility.await().atMost(LONG).until(() -> agent.log().contains("does not take"));
      long before = agent.status().whole("sequence").orElseThrow();
      Awaitility.await()
          .atMost(LONG)
          .until(() -> agent.status().whole("sequence").orElseThrow() > before + 5);
      assertThat(agent.status().bool("broker_reachable")).contains(false);
      assertThat(agent.terminate()).isZero();
      assertThat(agent.log().lines().filter(l -> l.contains("does not take"))).hasSize(1);
      assertThat(agent.log()).containsPattern("agent ends; \\d+ records wait for the next start");
    }
  }
}
