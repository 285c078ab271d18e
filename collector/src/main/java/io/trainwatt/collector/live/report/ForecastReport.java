package io.trainwatt.collector.live.report;

import io.trainwatt.events.account.RunForecast;
import io.trainwatt.events.quantity.Energy;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a run is expected to take from {@code asOf} on, with 80 % intervals.
 *
 * @param toTarget present where a target was told
 * @param finalLoss the loss that counts at the planned end
 * @param nextPercentMicrojoules for the next 1 % of the loss as its trend is
 */
public record ForecastReport(
    String asOf,
    Rest toEnd,
    OptionalDouble targetLoss,
    Optional<Rest> toTarget,
    Optional<Reals> finalLoss,
    Optional<Long> nextPercentMicrojoules) {
  private static final double MICRO = 1e6;

  /**
   * What is left: either {@code notKnown} says why nothing can be said, or the others are there.
   *
   * @param gramsCo2 location-based
   */
  public record Rest(
      Optional<String> notKnown,
      Optional<Reals> seconds,
      Optional<Whole> microjoules,
      Optional<Reals> gramsCo2,
      Optional<Reals> money,
      Optional<String> currency) {}

  /** An 80 % interval. */
  public record Reals(double low, double middle, double high) {}

  /** The same in whole numbers. */
  public record Whole(long low, long middle, long high) {}

  static ForecastReport of(RunForecast forecast) {
    return new ForecastReport(
        Words.time(forecast.asOfWallMicros()),
        rest(forecast.toEnd()),
        forecast.targetLoss(),
        forecast.toTarget().map(ForecastReport::rest),
        forecast.finalLoss().map(loss -> new Reals(loss.low(), loss.middle(), loss.high())),
        forecast.nextPercent().map(Energy::microjoules));
  }

  private static Rest rest(RunForecast.Rest rest) {
    return switch (rest) {
      case RunForecast.NotKnown(String because) ->
          new Rest(
              Optional.of(because),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      case RunForecast.Figures figures ->
          new Rest(
              Optional.empty(),
              Optional.of(millionths(figures.micros())),
              Optional.of(
                  new Whole(
                      figures.microjoules().low(),
                      figures.microjoules().middle(),
                      figures.microjoules().high())),
              figures.micrograms().map(ForecastReport::millionths),
              figures.money().map(money -> millionths(money.micros())),
              figures.money().map(RunForecast.Money::currency));
    };
  }

  private static Reals millionths(RunForecast.Range range) {
    return new Reals(range.low() / MICRO, range.middle() / MICRO, range.high() / MICRO);
  }
}
