package io.trainwatt.pipeline.watch;

import static io.trainwatt.pipeline.Fleet.device;
import static io.trainwatt.pipeline.Fleet.micros;
import static io.trainwatt.pipeline.Fleet.nobody;

import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.AgentInstance;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.SensorEvent;
import io.trainwatt.pipeline.TopologyBench;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A made cluster: what the agents of its nodes send, through the whole topology. */
record ClusterTrace(
    String name, int nodes, int seconds, Agents agents, String rule, int onset, Set<String> mayToo)
    implements Labelled {
  private static final int NODES_A_CLUSTER = 12;

  /**
   * A sample as it arrives.
   *
   * @param agent instance that sends it
   * @param second in which it was taken
   * @param events kinds of what it says of its sensors
   */
  record Sent(String agent, int second, List<String> events) {}

  /** What arrives of a node in a second, in this order. */
  interface Agents {
    List<Sent> at(int node, int second);
  }

  @Override
  public Map<String, Integer> play(long seed) {
    Random random = new Random(seed);
    Map<String, Integer> fired = new TreeMap<>();
    try (TopologyBench bench = new TopologyBench()) {
      for (int second = 1; second <= seconds; second++) {
        for (int node = 0; node < nodes; node++) {
          for (Sent sent : agents.at(node, second)) {
            bench.sample(sample(node, sent, random));
          }
        }
        bench.advance(Duration.ofSeconds(1));
        for (Alert alert : bench.alerts()) {
          if (alert.firing()) {
            fired.putIfAbsent(alert.rule(), second);
          }
        }
      }
    }
    return fired;
  }

  private static Sample sample(int node, Sent sent, Random random) {
    long second = sent.second;
    // A counter: 10 W, unsteady.
    long microjoules = second * 10_000_000 + random.nextInt(5_000_000);
    return new Sample(
        "cluster-%d/n%d".formatted(node / NODES_A_CLUSTER, node),
        second,
        new AgentInstance(sent.agent, 1),
        "boot",
        second * 1_000_000_000L,
        micros(second),
        List.of(),
        List.of(device("cpu", Component.CPU, second, nobody(Quality.COUNTED, microjoules))),
        sent.events.stream()
            .map(
                kind ->
                    new SensorEvent(
                        "nvml", kind, micros(second), Optional.empty(), OptionalLong.empty(), ""))
            .toList(),
        List.of());
  }
}
