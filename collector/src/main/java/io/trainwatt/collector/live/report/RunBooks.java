package io.trainwatt.collector.live.report;

import io.trainwatt.collector.live.NodeBalance;
import io.trainwatt.collector.live.ViewState;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.Efficiency;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.account.NodeShare;
import io.trainwatt.events.account.SampleBooks;
import io.trainwatt.events.sample.StageCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether a run's numbers add up, each sum made anew from its parts. */
final class RunBooks {
  private RunBooks() {}

  static List<Check> of(ViewState state, Account.OfRun run) {
    List<Check> checks = new ArrayList<>();
    long total = run.ledger().total().energy().microjoules();
    EnergyReport energy = EnergyReport.of(run.ledger());
    checks.add(
        Check.equal("by quality = total", "sum", sum(energy.byQuality()), "total µJ", total));
    checks.add(
        Check.equal("by component = total", "sum", sum(energy.byComponent()), "total µJ", total));
    run.efficiency()
        .ifPresent(
            known ->
                checks.add(
                    Check.equal(
                        "by activity = total",
                        "sum",
                        Efficiency.sum(known.activities()).microjoules(),
                        "total µJ",
                        total)));
    for (NodeShare share : run.nodes()) {
      checks.add(split(share));
      checks.add(atMostAttributed(run, share));
      state.node(share.node()).ifPresent(node -> checks.addAll(of(state, node)));
    }
    return checks;
  }

  private static List<Check> of(ViewState state, Account.OfNode node) {
    List<Check> checks = new ArrayList<>();
    SampleBooks books = node.books();
    checks.add(
        new Check(
            "samples received = accepted + repeated + refused on " + node.node(),
            books.balances(),
            "%d = %d + %d + %d, %d missing"
                .formatted(
                    books.received(),
                    books.accepted(),
                    books.repeated(),
                    books.refused(),
                    books.missing())));
    for (StageCount stage : node.agentStages()) {
      checks.add(stage(node.node(), stage));
    }
    checks.add(attributed(node.node(), state.balance(node.node())));
    return checks;
  }

  private static Check attributed(String node, NodeBalance balance) {
    return new Check(
        "attributed = sum over runs on " + node,
        balance.balances(),
        "attributed %d µJ, sum over runs %d µJ, as of %s"
            .formatted(
                balance.attributedMicrojoules(),
                balance.runsMicrojoules(),
                Words.time(balance.asOfMicros())));
  }

  private static Check split(NodeShare share) {
    return Check.equal(
        "measured = attributed + unattributed on " + share.node(),
        "measured µJ",
        share.measured().microjoules(),
        "sum µJ",
        Math.addExact(share.attributed().microjoules(), share.unattributed().microjoules()));
  }

  private static Check atMostAttributed(Account.OfRun run, NodeShare share) {
    long used =
        run.ledger().energy().stream()
            .filter(EnergyEntry::inTotal)
            .filter(entry -> entry.node().equals(share.node()))
            .mapToLong(entry -> entry.energy().microjoules())
            .reduce(0, Math::addExact);
    long attributed = share.attributed().microjoules();
    return new Check(
        "run's share is within attributed on " + share.node(),
        used <= attributed,
        "run %d µJ of attributed %d µJ".formatted(used, attributed));
  }

  private static Check stage(String node, StageCount stage) {
    return new Check(
        "stage %s of %s: in = out + held + dropped".formatted(stage.stage(), node),
        stage.balances(),
        "%d = %d + %d + %s".formatted(stage.in(), stage.out(), stage.held(), stage.dropped()));
  }

  private static long sum(Map<String, Long> parts) {
    return parts.values().stream().reduce(0L, Math::addExact);
  }
}
