package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.account.RunForecast;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.pipeline.forecast.Interval;
import io.trainwatt.pipeline.forecast.RunOutlook;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A run's forecast as its account shows it: what is expected of its pace, in energy, CO2 and money.
 * CO2 and money of the energy to come are taken at the run's own mean so far. Pure.
 */
final class Forecasting {
  private static final double MICRO = 1e6;
  // So many years are as good as never; and sums of them stay far from 2^63.
  private static final double MOST = 1e18;

  private Forecasting() {}

  /** Of a run that has not ended; absent until it told a step. */
  static Optional<RunForecast> of(RunOutlook outlook, Account.Ledger ledger) {
    if (!outlook.begun()) {
      return Optional.empty();
    }
    OptionalDouble target = outlook.targetLoss();
    OptionalDouble next = outlook.nextPercentJoules();
    Optional<RunForecast.Rest> toTarget =
        target.isPresent()
            ? Optional.of(rest(outlook.toTarget(), ledger))
            : outlook.unreadable().map(RunForecast.NotKnown::new);
    return Optional.of(
        new RunForecast(
            outlook.asOfWallMicros(),
            rest(outlook.toEnd(), ledger),
            target,
            toTarget,
            outlook
                .finalLoss()
                .map(loss -> new RunForecast.LossRange(loss.low(), loss.middle(), loss.high())),
            next.isPresent()
                ? Optional.of(Energy.ofMicrojoules(micros(next.getAsDouble())))
                : Optional.empty()));
  }

  private static RunForecast.Rest rest(RunOutlook.Rest rest, Account.Ledger ledger) {
    return switch (rest) {
      case RunOutlook.Rest.NotKnown(String because) -> new RunForecast.NotKnown(because);
      case RunOutlook.Rest.Expected(Interval seconds, Interval joules) -> {
        RunForecast.Range energy = range(joules);
        yield new RunForecast.Figures(
            range(seconds), energy, micrograms(energy, ledger), money(energy, ledger));
      }
    };
  }

  private static Optional<RunForecast.Range> micrograms(
      RunForecast.Range energy, Account.Ledger ledger) {
    double used = ledger.total().energy().microjoules();
    return used > 0
        ? ledger.carbon().stream()
            .filter(figure -> figure.method() == CarbonMethod.LOCATION_BASED)
            .map(CarbonFigure::micrograms)
            .findFirst()
            .map(micrograms -> energy.times(micrograms / used))
        : Optional.empty();
  }

  // In one currency; a run whose nodes pay in several has no forecast of money.
  private static Optional<RunForecast.Money> money(
      RunForecast.Range energy, Account.Ledger ledger) {
    double used = ledger.total().energy().microjoules();
    return used > 0 && ledger.cost().size() == 1
        ? ledger.cost().stream()
            .findFirst()
            .map(cost -> new RunForecast.Money(cost.currency(), energy.times(cost.micros() / used)))
        : Optional.empty();
  }

  private static RunForecast.Range range(Interval interval) {
    return new RunForecast.Range(
        micros(interval.low()), micros(interval.middle()), micros(interval.high()));
  }

  private static long micros(double value) {
    return Math.round(Math.clamp(value * MICRO, 0, MOST));
  }
}
