package io.trainwatt.collector.live.report;

import io.trainwatt.collector.live.ViewState;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.CarbonFactor;
import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.account.NodeShare;
import io.trainwatt.events.account.RunProgress;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.run.RunState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A run as a row of a list shows it: under the names of {@link RunReport}, a tenth of its size.
 *
 * @param powerMilliwatts mean over the newest stretch; present while the run is running
 * @param co2Grams location-based
 * @param nodes it was on
 */
public record RunRow(
    RunReport.Run run,
    EnergyRow energy,
    Optional<Long> powerMilliwatts,
    Optional<Progress> progress,
    OptionalDouble joulesPerToken,
    Optional<Double> co2Grams,
    Optional<Double> co2PlusMinusGrams,
    List<Zone> zones,
    List<String> nodes) {

  /** How far it is. */
  public record Progress(
      OptionalLong steps,
      OptionalLong tokens,
      OptionalLong step,
      OptionalLong plannedSteps,
      Optional<Loss> firstLoss,
      Optional<Loss> lastLoss) {}

  /** Where its location-based factor is from. */
  public record Zone(String zone, String zoneName, double gramsPerKilowattHour, boolean assumed) {}

  private static final double MILLIGRAMS_PER_GRAM = 1e3;

  /** Of a run's account and its newest points. */
  public static RunRow of(ViewState state, Account.OfRun account) {
    Optional<CarbonFigure> located =
        account.ledger().carbon().stream()
            .filter(figure -> figure.method() == CarbonMethod.LOCATION_BASED)
            .findFirst();
    Optional<CarbonReport> grams = located.map(CarbonReport::of);
    return new RunRow(
        RunReport.run(account),
        EnergyRow.of(account.ledger()),
        account.state() == RunState.RUNNING
            ? MeanPower.milliwatts(state.newestPoints(account.subject()))
            : Optional.empty(),
        account.progress().map(RunRow::progress),
        account.progress().map(RunProgress::joulesPerToken).orElse(OptionalDouble.empty()),
        grams.map(CarbonReport::grams),
        grams.map(CarbonReport::plusMinusGrams),
        located.map(CarbonFigure::factors).orElse(List.of()).stream().map(RunRow::zone).toList(),
        account.nodes().stream().map(NodeShare::node).toList());
  }

  private static Progress progress(RunProgress progress) {
    return new Progress(
        progress.work().steps(),
        progress.work().tokens(),
        progress.step(),
        progress.plannedSteps(),
        progress.firstLoss(),
        progress.lastLoss());
  }

  private static Zone zone(CarbonFactor factor) {
    return new Zone(
        factor.zone(),
        factor.zoneName(),
        factor.milligramsPerKilowattHour() / MILLIGRAMS_PER_GRAM,
        factor.assumed());
  }
}
