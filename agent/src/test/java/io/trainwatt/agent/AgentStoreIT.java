package io.trainwatt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.json.JsonObject;
import io.trainwatt.agent.publish.kafka.Topics;
import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.events.codec.NodeFactsCodec;
import io.trainwatt.events.codec.SampleCodec;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent whose disk is full, or whose store somebody damaged. */
@Timeout(240)
final class AgentStoreIT {

  private static final Duration LONG = Duration.ofSeconds(60);
  // The store's two headers and not one commit.
  private static final long NO_ROOM = 8L << 10;

  @TempDir Path directory;
  private PowercapTree powercap;
  private KafkaBroker broker;

  @BeforeEach
  void start() throws Exception {
    broker = KafkaBroker.startOnFreePort(directory.resolve("broker"));
    Topics.create(broker.bootstrapServers());
    powercap = new PowercapTree(directory.resolve("sys"));
    powercap.show(0);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void aFullDiskStopsNeitherMeasuringNorTheNextStartAndCostsNoCountedJoule() throws Exception {
    try (AgentProcess agent =
        AgentProcess.start(
            directory.resolve("agent"), broker.bootstrapServers(), directory.resolve("sys"))) {
      agent.awaitSocket();
      long epochs = epochs(agent.status());
      agent.fillDisk(NO_ROOM);
      long stuck = awaitStuck(agent);
      powercap.show(100);
      assertThat(agent.log()).contains("measuring goes on in memory and it is tried every tick");

      agent.kill();
      agent.restartOnFullDisk(NO_ROOM);
      powercap.show(200);
      TimeUnit.SECONDS.sleep(1);
      assertThat(sequence(agent)).isLessThanOrEqualTo(stuck);

      agent.makeRoom();
      Awaitility.await().atMost(LONG).until(() -> sequence(agent) > stuck + 2);
      assertThat(agent.log()).contains("the spool takes commits again");
      assertThat(epochs(agent.status())).isEqualTo(epochs);
      assertThat(agent.terminate()).isZero();
    }
    assertThat(directory.resolve("agent/agent/spool.mv.unreadable-1")).doesNotExist();
    assertThat(counted(newest())).isEqualTo(powercap.used(0, 200));
  }

  @Test
  void aDamagedStoreIsKeptAsideAndSaidInEpochsAndFindings() throws Exception {
    Path home = directory.resolve("agent");
    try (AgentProcess agent =
        AgentProcess.start(home, broker.bootstrapServers(), directory.resolve("sys"))) {
      agent.awaitSocket();
      agent.kill();
      Files.write(agent.spoolFile(), new byte[20_000]);
      agent.restart();
      Awaitility.await().atMost(LONG).until(() -> agent.status().has("sequence"));
      assertThat(agent.terminate()).isZero();
      assertThat(agent.log()).contains("it is kept as spool.mv.unreadable-1 and a new one begins");
    }
    assertThat(home.resolve("agent/spool.mv.unreadable-1")).exists();
    assertThat(newest().devices())
        .isNotEmpty()
        .allSatisfy(device -> assertThat(device.epoch().reason()).isEqualTo("store unreadable"));
    List<NodeFacts> nodes = new ArrayList<>();
    for (var record : Topics.read(broker.bootstrapServers(), Topic.NODES)) {
      nodes.add(NodeFactsCodec.decode(record.value()));
    }
    assertThat(nodes.getLast().findings()).extracting("subject").contains("store");
  }

  /** The sequence at which commits are refused. */
  private static long awaitStuck(AgentProcess agent) throws IOException {
    Awaitility.await().atMost(LONG).until(() -> agent.log().contains("took no commit"));
    return sequence(agent);
  }

  private static long sequence(AgentProcess agent) throws IOException {
    try {
      return agent.status().whole("sequence").orElse(0);
    } catch (io.trainwatt.agent.json.MalformedJson e) {
      throw new IOException(e);
    }
  }

  private static long epochs(JsonObject status) throws Exception {
    long sum = 0;
    for (JsonObject device : status.objects("devices")) {
      sum += device.text("epoch").orElseThrow().hashCode();
    }
    return sum;
  }

  private Sample newest() throws Exception {
    List<Sample> samples = new ArrayList<>();
    for (var record : Topics.read(broker.bootstrapServers(), Topic.SAMPLES)) {
      samples.add(SampleCodec.decode(record.value()));
    }
    samples.sort(Comparator.comparingLong(Sample::sequence));
    return samples.getLast();
  }

  private static Map<String, Long> counted(Sample sample) {
    Map<String, Long> totals = new TreeMap<>();
    for (DeviceSample device : sample.devices()) {
      device
          .totals()
          .forEach((quality, energy) -> totals.put(device.device(), energy.microjoules()));
    }
    return totals;
  }
}
