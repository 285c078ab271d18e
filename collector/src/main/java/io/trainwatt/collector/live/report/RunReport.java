package io.trainwatt.collector.live.report;

import io.trainwatt.collector.live.ViewState;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.account.NodeShare;
import io.trainwatt.events.account.RunProgress;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.run.RunState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * All that is known of one run.
 *
 * @param powerMilliwatts mean over the newest stretch; present while the run is running
 * @param forecast of a running run that tells steps
 * @param co2Grams location-based
 * @param books what was checked; absent in lists
 */
public record RunReport(
    Run run,
    EnergyReport energy,
    Optional<Long> powerMilliwatts,
    Nodes node,
    Optional<ProgressReport> progress,
    Optional<ForecastReport> forecast,
    OptionalDouble joulesPerStep,
    OptionalDouble joulesPerToken,
    Optional<EfficiencyReport> efficiency,
    Optional<Double> co2Grams,
    Optional<Double> co2PlusMinusGrams,
    List<CarbonReport> co2,
    List<CostReport> cost,
    Optional<WaterReport> water,
    Optional<RestatedReport> restated,
    List<AlertReport> alerts,
    boolean booksBalance,
    Optional<List<Check>> books) {

  /** What it is called and whether it lives. */
  public record Run(
      String id,
      String name,
      Map<String, String> labels,
      String state,
      String user,
      String foundBy,
      String startedAt,
      Optional<String> endedAt,
      OptionalInt exitCode,
      String asOf) {}

  /** What its nodes measured while it was on them: measured = attributed + unattributed. */
  public record Nodes(
      long measuredMicrojoules,
      long attributedMicrojoules,
      long unattributedMicrojoules,
      List<Node> nodes) {}

  /** The same of one node. */
  public record Node(
      String node,
      long measuredMicrojoules,
      long attributedMicrojoules,
      long unattributedMicrojoules,
      String from,
      String to) {}

  /** Of a run's account and what else the view knows of it. */
  public static RunReport of(ViewState state, Account.OfRun account) {
    List<Check> checks = RunBooks.of(state, account);
    Optional<CarbonFigure> located =
        account.ledger().carbon().stream()
            .filter(figure -> figure.method() == CarbonMethod.LOCATION_BASED)
            .findFirst();
    Optional<CarbonReport> grams = located.map(CarbonReport::of);
    return new RunReport(
        run(account),
        EnergyReport.of(account.ledger()),
        account.state() == RunState.RUNNING
            ? MeanPower.milliwatts(state.newestPoints(account.subject()))
            : Optional.empty(),
        nodes(account.nodes()),
        account.progress().map(ProgressReport::of),
        account.forecast().map(ForecastReport::of),
        account.progress().map(RunProgress::joulesPerStep).orElse(OptionalDouble.empty()),
        account.progress().map(RunProgress::joulesPerToken).orElse(OptionalDouble.empty()),
        EfficiencyReport.of(account),
        grams.map(CarbonReport::grams),
        grams.map(CarbonReport::plusMinusGrams),
        account.ledger().carbon().stream().map(CarbonReport::of).toList(),
        account.ledger().cost().stream().map(CostReport::of).toList(),
        account.ledger().water().map(WaterReport::of),
        account.ledger().restated().map(RestatedReport::of),
        state.alerts(account.subject()).stream()
            .map(alert -> AlertReport.of(state, alert))
            .toList(),
        checks.stream().allMatch(Check::balances),
        Optional.of(checks));
  }

  /** The same without {@code books}, as it stands in a list. */
  public RunReport withoutBooks() {
    return new RunReport(
        run,
        energy,
        powerMilliwatts,
        node,
        progress,
        forecast,
        joulesPerStep,
        joulesPerToken,
        efficiency,
        co2Grams,
        co2PlusMinusGrams,
        co2,
        cost,
        water,
        restated,
        alerts,
        booksBalance,
        Optional.empty());
  }

  /** The same with every mark of its loss curves, as it stands alone. */
  public RunReport withCurves(Account.OfRun account) {
    return new RunReport(
        run,
        energy,
        powerMilliwatts,
        node,
        progress,
        forecast,
        joulesPerStep,
        joulesPerToken,
        account
            .efficiency()
            .flatMap(known -> efficiency.map(report -> report.with(known.curves()))),
        co2Grams,
        co2PlusMinusGrams,
        co2,
        cost,
        water,
        restated,
        alerts,
        booksBalance,
        books);
  }

  static Run run(Account.OfRun account) {
    return new Run(
        account.run(),
        account.name(),
        account.labels(),
        Words.of(account.state()),
        account.user(),
        account.foundBy(),
        Words.time(account.startedWallMicros()),
        account.endedWallMicros().isPresent()
            ? Optional.of(Words.time(account.endedWallMicros().getAsLong()))
            : Optional.empty(),
        account.exitCode(),
        Words.time(account.ledger().asOfWallMicros()));
  }

  private static Nodes nodes(List<NodeShare> shares) {
    return new Nodes(
        sum(shares, NodeShare::measured),
        sum(shares, NodeShare::attributed),
        sum(shares, NodeShare::unattributed),
        shares.stream().map(RunReport::node).toList());
  }

  private static long sum(List<NodeShare> shares, Function<NodeShare, Energy> part) {
    return shares.stream().map(part).mapToLong(Energy::microjoules).reduce(0, Math::addExact);
  }

  private static Node node(NodeShare share) {
    return new Node(
        share.node(),
        share.measured().microjoules(),
        share.attributed().microjoules(),
        share.unattributed().microjoules(),
        Words.time(share.fromWallMicros()),
        Words.time(share.toWallMicros()));
  }
}
