package io.trainwatt.collector.live.report;

import io.trainwatt.collector.live.ViewState;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.SampleBooks;
import io.trainwatt.events.node.DeviceFacts;
import io.trainwatt.events.node.Finding;
import io.trainwatt.events.node.Hardware;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.sample.StageCount;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A node. {@code measured = attributed + unattributed}, {@code received = accepted + repeated +
 * refused}.
 *
 * @param zone absent when nobody configured one
 * @param runs ids of the runs alive on it
 */
public record NodeReport(
    String node,
    String cluster,
    String name,
    String asOf,
    Optional<String> zone,
    Optional<String> agentVersion,
    OptionalLong clockOffsetMicros,
    EnergyReport energy,
    long measuredMicrojoules,
    long attributedMicrojoules,
    long unattributedMicrojoules,
    Optional<Long> powerMilliwatts,
    List<CarbonReport> co2,
    List<CostReport> cost,
    Optional<WaterReport> water,
    Optional<RestatedReport> restated,
    Books books,
    Optional<Machine> hardware,
    List<Device> devices,
    List<Finding> findings,
    List<StageCount> agentStages,
    List<String> runs,
    List<AlertReport> alerts) {

  /** What became of its samples. */
  public record Books(long received, long accepted, long repeated, long refused, long missing) {}

  /** What it is made of. */
  public record Machine(
      String cpuModel,
      int sockets,
      int logicalCpus,
      long memoryBytes,
      String kernel,
      String architecture) {}

  /** What one of its devices is and how it is read. */
  public record Device(
      String device,
      String component,
      String model,
      String source,
      boolean inTotal,
      String inTotalReason,
      Optional<Long> powerBoundMilliwatts,
      List<String> qualities,
      String method) {}

  /** Of a node's account and what else the view knows of it. */
  public static NodeReport of(ViewState state, Account.OfNode account) {
    Optional<NodeFacts> facts = account.facts();
    return new NodeReport(
        account.node(),
        cluster(account),
        name(account),
        Words.time(account.ledger().asOfWallMicros()),
        facts.flatMap(NodeFacts::zone),
        facts.map(NodeFacts::agentVersion),
        facts.map(NodeFacts::clockOffsetMicros).orElse(OptionalLong.empty()),
        EnergyReport.of(account.ledger()),
        account.measured().microjoules(),
        account.attributed().microjoules(),
        account.unattributed().microjoules(),
        MeanPower.milliwatts(state.newestPoints(account.subject())),
        account.ledger().carbon().stream().map(CarbonReport::of).toList(),
        account.ledger().cost().stream().map(CostReport::of).toList(),
        account.ledger().water().map(WaterReport::of),
        account.ledger().restated().map(RestatedReport::of),
        books(account.books()),
        facts.map(NodeFacts::hardware).map(NodeReport::machine),
        facts.map(NodeFacts::devices).orElse(List.of()).stream().map(NodeReport::device).toList(),
        facts.map(NodeFacts::findings).orElse(List.of()),
        account.agentStages(),
        aliveOn(state, account.node()),
        state.alerts(account.subject()).stream()
            .map(alert -> AlertReport.of(state, alert))
            .toList());
  }

  static String cluster(Account.OfNode account) {
    int slash = account.node().indexOf('/');
    return account
        .facts()
        .map(NodeFacts::cluster)
        .orElse(account.node().substring(0, Math.max(slash, 0)));
  }

  static String name(Account.OfNode account) {
    int slash = account.node().indexOf('/');
    return account.facts().map(NodeFacts::name).orElse(account.node().substring(slash + 1));
  }

  private static List<String> aliveOn(ViewState state, String node) {
    return state.runs().stream()
        .filter(run -> run.state() == RunState.RUNNING)
        .filter(run -> run.nodes().stream().anyMatch(share -> share.node().equals(node)))
        .map(Account.OfRun::run)
        .toList();
  }

  private static Books books(SampleBooks books) {
    return new Books(
        books.received(), books.accepted(), books.repeated(), books.refused(), books.missing());
  }

  private static Machine machine(Hardware hardware) {
    return new Machine(
        hardware.cpuModel(),
        hardware.sockets(),
        hardware.logicalCpus(),
        hardware.memoryBytes(),
        hardware.kernel(),
        hardware.architecture());
  }

  private static Device device(DeviceFacts device) {
    return new Device(
        device.device(),
        Words.of(device.component()),
        device.model(),
        device.source(),
        device.inTotal(),
        device.inTotalReason(),
        device.powerBound().map(Power::milliwatts),
        device.qualities().stream().map(Words::of).toList(),
        device.method());
  }
}
