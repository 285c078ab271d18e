package io.trainwatt.pipeline.watch;

import io.trainwatt.pipeline.watch.ClusterTrace.Agents;
import io.trainwatt.pipeline.watch.ClusterTrace.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Labelled traces of nodes: every fault in several sizes, and what only looks like one. */
final class ClusterTraces {
  private static final int LONG_ENOUGH = 200;
  private static final int FIVE_MINUTES = 300;
  private static final int TEN_MINUTES = 600;

  /** What happens to sensors and is no fault. */
  private static final List<String> USUAL_EVENTS =
      List.of("wrap", "reset", "newBoot", "failedRead", "stale", "gap", "bridged", "sensorFound");

  private ClusterTraces() {}

  // --- what agents send

  private static Sent sample(int second, String... events) {
    return new Sent("agent", second, List.of(events));
  }

  // Now and then one is late by a second, and comes with the next.
  private static boolean isLate(int node, int second) {
    return (31 * node + 17 * second) % 11 == 0;
  }

  private static List<Sent> usual(int node, int second) {
    if (isLate(node, second)) {
      return List.of();
    }
    return isLate(node, second - 1)
        ? List.of(sample(second - 1), sample(second))
        : List.of(sample(second));
  }

  /** First to last second in which nothing arrives; what was kept comes with the next. */
  private static List<Sent> cutOff(int first, int last, int node, int second) {
    if (second < first || second > last + 1) {
      return usual(node, second);
    }
    return second <= last
        ? List.of()
        : IntStream.rangeClosed(first - 1, second).mapToObj(ClusterTraces::sample).toList();
  }

  // --- faults

  /** Five sizes of each. */
  static List<ClusterTrace> faulty() {
    List<ClusterTrace> all = new ArrayList<>();
    for (int size = 0; size < 5; size++) {
      all.addAll(faulty(size, 60 + 17 * size));
    }
    return all;
  }

  private static List<ClusterTrace> faulty(int size, int onset) {
    int few = 1 + size;
    int many = 6 + size;
    int apart = 1 + size;
    int each = List.of(1, 2, 5, 15, 30).get(size);
    return List.of(
        fault(
            "NodeSilent",
            12,
            onset,
            (node, second) ->
                node < few && second >= onset + node ? List.of() : usual(node, second)),
        fault(
            "NodeSilent",
            24,
            onset,
            // In two clusters, more than five in all.
            (node, second) ->
                node % 12 < Math.min(few + 2, 5) && second >= onset + node % 3
                    ? List.of()
                    : usual(node, second)),
        fault(
            "ManyNodesSilent",
            12,
            onset,
            (node, second) ->
                node < many && second >= onset + node % 3 ? List.of() : usual(node, second)),
        // One after another: from the sixth on there are many.
        fault(
            "ManyNodesSilent",
            12,
            onset,
            Set.of("NodeSilent"),
            (node, second) ->
                second >= onset + (node - 5) * apart ? List.of() : usual(node, second)),
        fault(
            "SensorLost",
            2,
            onset,
            (node, second) ->
                node == 1 && second == onset
                    ? List.of(sample(second, "sensorLost"))
                    : sensors(node, second, size)),
        fault(
            "SensorDisagrees",
            2,
            onset,
            (node, second) ->
                node == 1 && second == onset
                    ? List.of(sample(second, "disagreement"))
                    : sensors(node, second, size)),
        fault(
            "TwoAgents",
            2,
            onset,
            (node, second) ->
                node == 1 && second >= onset && (second - onset) % each == 0
                    ? List.of(sample(second), new Sent("another", second, List.of()))
                    : usual(node, second)));
  }

  private static List<Sent> sensors(int node, int second, int size) {
    int kind = second / 10 % USUAL_EVENTS.size();
    return second % 10 == size
        ? List.of(sample(second, USUAL_EVENTS.get(kind)))
        : usual(node, second);
  }

  private static ClusterTrace fault(String rule, int nodes, int onset, Agents agents) {
    return fault(rule, nodes, onset, Set.of(), agents);
  }

  private static ClusterTrace fault(
      String rule, int nodes, int onset, Set<String> mayToo, Agents agents) {
    return new ClusterTrace(rule, nodes, LONG_ENOUGH, agents, rule, onset, mayToo);
  }

  // --- near misses

  /** On none of them a rule may speak. */
  static List<ClusterTrace> nearMisses() {
    return List.of(
        nearMiss(
            "NodeSilent",
            "two nodes are cut off for 58 s, again and again",
            12,
            FIVE_MINUTES,
            (node, second) ->
                node < 2
                    ? cutOff(second / 100 * 100 + 20, second / 100 * 100 + 77, node, second)
                    : usual(node, second)),
        nearMiss(
            "NodeSilent",
            "an agent sends each 55 s",
            2,
            FIVE_MINUTES,
            (node, second) -> node == 0 || second % 55 == 1 ? List.of(sample(second)) : List.of()),
        nearMiss(
            "ManyNodesSilent",
            "all are cut off for 58 s",
            12,
            FIVE_MINUTES,
            (node, second) -> cutOff(100 + node % 2, 157, node, second)),
        nearMiss(
            "SensorLost",
            "whatever else happens to sensors",
            2,
            TEN_MINUTES,
            (node, second) -> sensors(node, second, 0)),
        nearMiss(
            "SensorLost",
            "lost and found within a second",
            2,
            FIVE_MINUTES,
            (node, second) ->
                second % 60 == 30
                    ? List.of(sample(second, "sensorLost", "sensorFound"))
                    : usual(node, second)),
        nearMiss(
            "SensorDisagrees",
            "whatever else happens to sensors",
            2,
            TEN_MINUTES,
            (node, second) -> sensors(node, second, 5)),
        nearMiss(
            "TwoAgents",
            "agents start anew one after another, what one kept comes between those of the next",
            10,
            FIVE_MINUTES,
            ClusterTraces::restarts),
        nearMiss(
            "TwoAgents",
            "everything comes twice",
            2,
            FIVE_MINUTES,
            (node, second) ->
                second < 4
                    ? List.of(sample(second))
                    : List.of(sample(second), sample(second - 3), sample(second))));
  }

  // Cut off for ten seconds, then down for ten: what it kept comes between those of the next.
  private static List<Sent> restarts(int node, int second) {
    int since = second - 20 * (node + 1);
    if (since < 0) {
      return List.of(new Sent("first", second, List.of()));
    }
    if (since < 20) {
      return List.of();
    }
    Sent now = new Sent("second", second, List.of());
    return since < 30 ? List.of(new Sent("first", second - 20, List.of()), now) : List.of(now);
  }

  private static ClusterTrace nearMiss(
      String rule, String name, int nodes, int seconds, Agents agents) {
    return new ClusterTrace(name, nodes, seconds, agents, rule, 0, Set.of());
  }

  /** Twenty minutes of ten nodes on which nothing is wrong. */
  static ClusterTrace healthy() {
    return new ClusterTrace(
        "ten nodes",
        10,
        1_200,
        (node, second) -> node % 5 == 0 ? sensors(node, second, node % 10) : usual(node, second),
        "",
        0,
        Set.of());
  }
}
