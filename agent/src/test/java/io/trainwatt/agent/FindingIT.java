package io.trainwatt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.control.AgentClient;
import io.trainwatt.agent.json.JsonObject;
import io.trainwatt.agent.json.MalformedJson;
import io.trainwatt.agent.progress.SenderFacts;
import io.trainwatt.agent.publish.kafka.Topics;
import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.events.codec.RunFactsCodec;
import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.topic.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real agent and real processes with a job's environment: found without a word, counted once. */
@Timeout(240)
final class FindingIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String NUMBER = "990017";
  private static final String JOB = "slurm-" + NUMBER + "@test";

  @TempDir Path directory;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endAll() {
    started.forEach(Process::destroyForcibly);
  }

  /** A shell that keeps a child busy, as a job's script does. */
  private Process job(Map<String, String> more) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 90000000 ]; do i=$((i+1)); done; true");
    Map<String, String> environment = builder.environment();
    environment.put("TRAINWATT_SOCKET", directory.resolve("agent/agent.sock").toString());
    environment.put("SLURM_JOB_ID", NUMBER);
    environment.put("SLURM_JOB_NAME", "found by itself");
    environment.put("SLURM_JOB_PARTITION", "gpu");
    environment.put("SLURMD_NODENAME", "n1");
    environment.putAll(more);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private static Map<String, Long> processes(JsonObject status) {
    try {
      Map<String, Long> processes = new HashMap<>();
      for (JsonObject row : status.objects("runs")) {
        processes.put(row.text("run").orElse(""), row.whole("processes").orElse(0));
      }
      return processes;
    } catch (MalformedJson e) {
      throw new AssertionError(e);
    }
  }

  /** Of ours: what else trains on this machine is found as well. */
  private static boolean allRetired(JsonObject status) {
    try {
      for (JsonObject row : status.objects("runs")) {
        boolean ours = Set.of(JOB, "my-own").contains(row.text("run").orElse(""));
        if (ours && !row.bool("retired").orElse(false)) {
          return false;
        }
      }
      return true;
    } catch (MalformedJson e) {
      throw new AssertionError(e);
    }
  }

  private static void await(AgentProcess agent, String run, long count) {
    Awaitility.await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(processes(agent.status())).containsEntry(run, count));
  }

  @Test
  void jobIsFoundItsHookJoinsItAndANamedPartOfItIsARunOfItsOwn() throws Exception {
    try (KafkaBroker broker = KafkaBroker.startOnFreePort(directory.resolve("broker"))) {
      Topics.create(broker.bootstrapServers());
      try (AgentProcess agent =
          AgentProcess.startFinding(directory.resolve("agent"), broker.bootstrapServers())) {
        agent.awaitSocket();
        Process one = job(Map.of("TRAINWATT_LABELS", "strategy=sparse"));
        await(agent, JOB, 1);
        Process two = job(Map.of());
        assertThat(helloOf(agent, two)).isEqualTo(JOB);
        await(agent, JOB, 2);
        Process named = job(Map.of("TRAINWATT_RUN", "my-own"));
        await(agent, "my-own", 1);
        await(agent, JOB, 2);
        for (Process process : List.of(one, two, named)) {
          process.destroyForcibly().waitFor();
        }
        await(agent, JOB, 0);
        await(agent, "my-own", 0);
        Awaitility.await().atMost(LONG).until(() -> allRetired(agent.status()));
        assertThat(agent.terminate()).isZero();
      }
      RunFacts last = last(broker.bootstrapServers(), JOB);
      assertThat(last.state()).isEqualTo(RunState.ENDED);
      assertThat(last.name()).isEqualTo("found by itself");
      assertThat(last.foundBy()).isEqualTo("slurm");
      assertThat(last.user()).isEqualTo(System.getProperty("user.name"));
      assertThat(last.labels())
          .containsEntry("slurm.job", NUMBER)
          .containsEntry("slurm.partition", "gpu")
          .containsEntry("strategy", "sparse");
      RunFacts own = last(broker.bootstrapServers(), "my-own");
      assertThat(own.foundBy()).isEqualTo("environment");
      assertThat(own.state()).isEqualTo(RunState.ENDED);
    }
  }

  private static String helloOf(AgentProcess agent, Process process) throws Exception {
    try (AgentClient client = agent.client()) {
      return client
          .hello(
              new AgentClient.Hello(
                  process.pid(),
                  "hook",
                  Optional.empty(),
                  Optional.empty(),
                  Map.of(),
                  0,
                  SenderFacts.PLAIN))
          .run();
    }
  }

  private static RunFacts last(String servers, String run) throws Exception {
    List<RunFacts> rows = new ArrayList<>();
    for (var record : Topics.read(servers, Topic.RUNS)) {
      RunFacts facts = RunFactsCodec.decode(record.value());
      if (facts.run().equals(run)) {
        rows.add(facts);
      }
    }
    return rows.getLast();
  }
}
