package io.trainwatt.events.codec;

import io.trainwatt.events.account.RunForecast;
import io.trainwatt.events.wire.v1.ForecastFigures;
import io.trainwatt.events.wire.v1.ForecastInterval;
import io.trainwatt.events.wire.v1.ForecastRest;
import io.trainwatt.events.wire.v1.LossInterval;
import java.util.Optional;
import java.util.OptionalDouble;

/** The forecast that a run's account holds. Stateless; any thread. */
final class ForecastCodec {
  private ForecastCodec() {}

  static RunForecast fromWire(io.trainwatt.events.wire.v1.RunForecast wire) {
    return new RunForecast(
        wire.getAsOfWallMicros(),
        fromWire(wire.getToEnd()),
        wire.hasTargetLoss() ? OptionalDouble.of(wire.getTargetLoss()) : OptionalDouble.empty(),
        wire.hasToTarget() ? Optional.of(fromWire(wire.getToTarget())) : Optional.empty(),
        wire.hasFinalLoss()
            ? Optional.of(
                new RunForecast.LossRange(
                    wire.getFinalLoss().getLow(),
                    wire.getFinalLoss().getMiddle(),
                    wire.getFinalLoss().getHigh()))
            : Optional.empty(),
        wire.hasNextPercentMicrojoules()
            ? Optional.of(Wire.energy(wire.getNextPercentMicrojoules()))
            : Optional.empty());
  }

  static io.trainwatt.events.wire.v1.RunForecast toWire(RunForecast forecast) {
    var wire =
        io.trainwatt.events.wire.v1.RunForecast.newBuilder()
            .setAsOfWallMicros(forecast.asOfWallMicros())
            .setToEnd(toWire(forecast.toEnd()));
    forecast.targetLoss().ifPresent(wire::setTargetLoss);
    forecast.toTarget().ifPresent(rest -> wire.setToTarget(toWire(rest)));
    forecast
        .finalLoss()
        .ifPresent(
            loss ->
                wire.setFinalLoss(
                    LossInterval.newBuilder()
                        .setLow(loss.low())
                        .setMiddle(loss.middle())
                        .setHigh(loss.high())));
    forecast
        .nextPercent()
        .ifPresent(energy -> wire.setNextPercentMicrojoules(energy.microjoules()));
    return wire.build();
  }

  private static RunForecast.Rest fromWire(ForecastRest wire) {
    return switch (wire.getRestCase()) {
      case NOT_KNOWN -> new RunForecast.NotKnown(wire.getNotKnown());
      case FIGURES -> fromWire(wire.getFigures());
      case REST_NOT_SET -> throw new IllegalArgumentException("forecast.rest is not set");
    };
  }

  private static RunForecast.Figures fromWire(ForecastFigures wire) {
    return new RunForecast.Figures(
        fromWire(wire.getMicros()),
        fromWire(wire.getEnergyMicrojoules()),
        wire.hasMicrogramsCo2() ? Optional.of(fromWire(wire.getMicrogramsCo2())) : Optional.empty(),
        wire.hasMoneyMicros()
            ? Optional.of(
                new RunForecast.Money(wire.getCurrency(), fromWire(wire.getMoneyMicros())))
            : Optional.empty());
  }

  private static RunForecast.Range fromWire(ForecastInterval wire) {
    return new RunForecast.Range(wire.getLow(), wire.getMiddle(), wire.getHigh());
  }

  private static ForecastRest toWire(RunForecast.Rest rest) {
    return switch (rest) {
      case RunForecast.NotKnown(String because) ->
          ForecastRest.newBuilder().setNotKnown(because).build();
      case RunForecast.Figures figures ->
          ForecastRest.newBuilder().setFigures(toWire(figures)).build();
    };
  }

  private static ForecastFigures toWire(RunForecast.Figures figures) {
    ForecastFigures.Builder wire =
        ForecastFigures.newBuilder()
            .setMicros(toWire(figures.micros()))
            .setEnergyMicrojoules(toWire(figures.microjoules()));
    figures.micrograms().ifPresent(range -> wire.setMicrogramsCo2(toWire(range)));
    figures
        .money()
        .ifPresent(
            money -> wire.setCurrency(money.currency()).setMoneyMicros(toWire(money.micros())));
    return wire.build();
  }

  private static ForecastInterval toWire(RunForecast.Range range) {
    return ForecastInterval.newBuilder()
        .setLow(range.low())
        .setMiddle(range.middle())
        .setHigh(range.high())
        .build();
  }
}
