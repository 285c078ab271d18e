package io.trainwatt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.publish.kafka.Topics;
import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.events.codec.ProgressCodec;
import io.trainwatt.events.codec.RunFactsCodec;
import io.trainwatt.events.codec.SampleCodec;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.User;
import io.trainwatt.events.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Four real processes with torchrun's environment and the hook: one job, counted once. */
@Timeout(240)
final class RanksIT {
  private static final Path ROOT = Path.of(System.getProperty("trainwatt.root"));
  private static final int RANKS = 4;

  @TempDir static Path directory;
  private static @Nullable KafkaBroker started;

  @BeforeAll
  static void startBroker() throws Exception {
    KafkaBroker broker = KafkaBroker.startOnFreePort(directory.resolve("broker"));
    Topics.create(broker.bootstrapServers());
    started = broker;
  }

  @AfterAll
  static void stopBroker() {
    KafkaBroker broker = started;
    if (broker != null) {
      broker.close();
    }
  }

  /** A rendezvous' id names the job on all nodes; without one the launcher does, on one. */
  @ParameterizedTest
  @CsvSource({"seven, torchrun-seven", "none, torchrun-[0-9a-f]{12}"})
  void fourRanksAreOneRunCountedOnceWithTheLossOfRankZero(String rendezvous, String id)
      throws Exception {
    String servers = Objects.requireNonNull(started).bootstrapServers();
    train(servers, rendezvous);
    String run = onlyRun(servers, id);
    ranksAreSeenAndOneLags(servers, run);
    energyIsCountedOnce(servers, run);
  }

  private void train(String servers, String rendezvous) throws Exception {
    Path home = directory.resolve("agent-" + rendezvous);
    try (AgentProcess agent = AgentProcess.start(home, servers)) {
      agent.awaitSocket();
      ProcessBuilder launcher =
          new ProcessBuilder(
                  "python3",
                  ROOT.resolve("agent/src/test/resources/ranks/launcher.py").toString(),
                  rendezvous)
              .inheritIO();
      Map<String, String> environment = launcher.environment();
      environment.put("PYTHONPATH", ROOT.resolve("python/src").toString());
      environment.put("PYTHONDONTWRITEBYTECODE", "1");
      environment.put("TRAINWATT_SOCKET", home.resolve("agent.sock").toString());
      environment.remove("TRAINWATT_RUN");
      Process process = launcher.start();
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  agent.status().objects("runs").stream()
                      .allMatch(
                          row -> {
                            try {
                              return row.bool("retired").orElse(false);
                            } catch (io.trainwatt.agent.json.MalformedJson e) {
                              throw new AssertionError(e);
                            }
                          }));
      assertThat(agent.terminate()).isZero();
    }
  }

  private static String onlyRun(String servers, String id) throws Exception {
    List<RunFacts> rows = new ArrayList<>();
    for (var record : Topics.read(servers, Topic.RUNS)) {
      RunFacts row = RunFactsCodec.decode(record.value());
      if (row.run().matches(id)) {
        rows.add(row);
      }
    }
    assertThat(rows.stream().map(RunFacts::run).distinct()).hasSize(1);
    RunFacts last = rows.getLast();
    assertThat(last.name()).isEqualTo("ranks");
    assertThat(last.worldSize()).isEqualTo(RANKS);
    assertThat(last.state()).isEqualTo(RunState.ENDED);
    return last.run();
  }

  private static void ranksAreSeenAndOneLags(String servers, String run) throws Exception {
    Map<Integer, List<Progress>> ranks = new TreeMap<>();
    for (var record : Topics.read(servers, Topic.PROGRESS)) {
      Progress progress = ProgressCodec.decode(record.value());
      if (progress.run().equals(run)) {
        ranks.computeIfAbsent(progress.rank(), rank -> new ArrayList<>()).add(progress);
      }
    }
    assertThat(ranks).containsOnlyKeys(0, 1, 2, 3);
    ranks.forEach(
        (rank, told) -> {
          assertThat(told.getLast().step()).hasValue(20);
          assertThat(told.getLast().loss()).contains(Loss.of(rank + 1.0 / 20));
          assertThat(told.getLast().work().tokens()).hasValue(2_000);
          assertThat(told.getLast().work().steps().isPresent()).isEqualTo(rank == 0);
        });
    // Seconds a step, as any reader of the records can see them.
    Map<Integer, Double> pace =
        ranks.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> pace(entry.getValue())));
    assertThat(pace.get(2))
        .isGreaterThan(1.5 * Objects.requireNonNull(pace.get(1)))
        .isGreaterThan(1.5 * Objects.requireNonNull(pace.get(3)));
  }

  private static double pace(List<Progress> told) {
    List<Progress> stepped = told.stream().filter(p -> p.step().isPresent()).toList();
    Progress first = stepped.getFirst();
    Progress last =
        stepped.stream()
            .filter(p -> p.step().equals(stepped.getLast().step()))
            .findFirst()
            .orElseThrow();
    return (last.monotonicNanos() - first.monotonicNanos())
        / 1e9
        / Math.max(1, last.step().orElseThrow() - first.step().orElseThrow());
  }

  private static void energyIsCountedOnce(String servers, String run) throws Exception {
    List<Sample> samples = new ArrayList<>();
    for (var record : Topics.read(servers, Topic.SAMPLES)) {
      Sample sample = SampleCodec.decode(record.value());
      if (sample.runs().stream().anyMatch(listed -> listed.run().equals(run))) {
        samples.add(sample);
      }
    }
    long most = 0;
    for (Sample sample : samples) {
      assertThat(sample.runs()).hasSize(1);
      for (DeviceSample device : sample.devices()) {
        assertThat(device.imbalance()).isEmpty();
        assertThat(device.counters().stream().map(Counter::user)).doesNotHaveDuplicates();
        most = Math.max(most, used(device, run));
      }
      for (ListedRun listed : sample.runs()) {
        assertThat(listed.processes()).isLessThanOrEqualTo(RANKS + 1);
      }
    }
    assertThat(most).isPositive();
  }

  private static long used(DeviceSample device, String run) {
    return device.counters().stream()
        .filter(counter -> counter.user().equals(new User.OfRun(run)))
        .mapToLong(counter -> counter.energy().microjoules())
        .sum();
  }
}
