package io.trainwatt.collector.live.report;

import io.trainwatt.collector.live.ViewState;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.node.NodeFacts;
import java.util.Map;
import java.util.Optional;

/**
 * A node as a row of a list shows it: under the names of {@link NodeReport}, a tenth of its size.
 *
 * @param powerByQuality milliwatts now by where they are known from
 * @param nobodyMilliwatts the part of the power that no run uses
 * @param deviceCount how many devices it has
 * @param findingCount how many things could be measured better
 */
public record NodeRow(
    String node,
    String cluster,
    String name,
    String asOf,
    EnergyRow energy,
    long measuredMicrojoules,
    long attributedMicrojoules,
    long unattributedMicrojoules,
    Optional<Long> powerMilliwatts,
    Map<String, Long> powerByQuality,
    Optional<Long> nobodyMilliwatts,
    int deviceCount,
    int findingCount) {

  /** Of a node's account and its newest points. */
  public static NodeRow of(ViewState state, Account.OfNode account) {
    Optional<NodeFacts> facts = account.facts();
    Optional<PowerNow> now = PowerNow.of(state.newestPoints(account.subject()));
    return new NodeRow(
        account.node(),
        NodeReport.cluster(account),
        NodeReport.name(account),
        Words.time(account.ledger().asOfWallMicros()),
        EnergyRow.of(account.ledger()),
        account.measured().microjoules(),
        account.attributed().microjoules(),
        account.unattributed().microjoules(),
        now.map(PowerNow::milliwatts),
        now.map(PowerNow::byQuality).orElse(Map.of()),
        now.map(PowerNow::nobodyMilliwatts),
        facts.map(known -> known.devices().size()).orElseGet(() -> devices(account)),
        facts.map(known -> known.findings().size()).orElse(0));
  }

  private static int devices(Account.OfNode account) {
    return (int) account.ledger().energy().stream().map(EnergyEntry::device).distinct().count();
  }
}
