package io.trainwatt.collector.live.report;

import io.trainwatt.collector.live.ViewState;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.node.Finding;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.sample.StageCount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How well all nodes are measured, and what would make it better.
 *
 * @param findings what agents say is missing, each once, those of most nodes first
 */
public record DoctorReport(List<Missing> findings, List<Node> nodes) {

  /** Something that could be measured better on these nodes; the remedy is empty where none is. */
  public record Missing(String subject, String problem, String remedy, List<String> nodes) {}

  /**
   * How one node is measured.
   *
   * @param components what is in its total, by component and quality: how many devices
   * @param missing samples that never came
   * @param refused samples that could not be believed
   * @param dropped what stages of its agent gave up, by stage and reason
   */
  public record Node(
      String node,
      String asOf,
      Optional<String> agentVersion,
      Optional<String> zone,
      OptionalLong clockOffsetMicros,
      Map<String, Map<String, Integer>> components,
      int findings,
      long missing,
      long refused,
      Map<String, Long> dropped) {}

  /** Of all nodes of the view. */
  public static DoctorReport of(ViewState state) {
    return new DoctorReport(
        missing(state.nodes()), state.nodes().stream().map(DoctorReport::node).toList());
  }

  private static List<Missing> missing(List<Account.OfNode> nodes) {
    Map<Finding, List<String>> byFinding = new LinkedHashMap<>();
    for (Account.OfNode node : nodes) {
      for (Finding finding : node.facts().map(NodeFacts::findings).orElse(List.of())) {
        byFinding.computeIfAbsent(finding, f -> new ArrayList<>()).add(node.node());
      }
    }
    return byFinding.entrySet().stream()
        .map(
            found ->
                new Missing(
                    found.getKey().subject(),
                    found.getKey().problem(),
                    found.getKey().remedy(),
                    found.getValue()))
        .sorted((a, b) -> Integer.compare(b.nodes().size(), a.nodes().size()))
        .toList();
  }

  private static Node node(Account.OfNode account) {
    Optional<NodeFacts> facts = account.facts();
    return new Node(
        account.node(),
        Words.time(account.ledger().asOfWallMicros()),
        facts.map(NodeFacts::agentVersion),
        facts.flatMap(NodeFacts::zone),
        facts.map(NodeFacts::clockOffsetMicros).orElse(OptionalLong.empty()),
        components(account),
        facts.map(known -> known.findings().size()).orElse(0),
        account.books().missing(),
        account.books().refused(),
        dropped(account));
  }

  private static Map<String, Map<String, Integer>> components(Account.OfNode account) {
    Map<String, Map<String, Integer>> found = new TreeMap<>();
    for (EnergyEntry entry : account.ledger().energy()) {
      if (entry.inTotal()) {
        found
            .computeIfAbsent(Words.of(entry.component()), c -> new TreeMap<>())
            .merge(Words.of(entry.quality()), 1, Integer::sum);
      }
    }
    return found;
  }

  private static Map<String, Long> dropped(Account.OfNode account) {
    Map<String, Long> found = new TreeMap<>();
    for (StageCount stage : account.agentStages()) {
      stage
          .dropped()
          .forEach(
              (reason, count) -> {
                if (count > 0) {
                  found.merge(stage.stage() + ", " + reason, count, Long::sum);
                }
              });
    }
    return found;
  }
}
