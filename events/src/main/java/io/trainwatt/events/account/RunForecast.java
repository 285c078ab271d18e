package io.trainwatt.events.account;

import io.trainwatt.events.quantity.Energy;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a run is expected to take from its newest progress on, with 80 % intervals.
 *
 * @param asOfWallMicros event time of the newest progress that went into it
 * @param toEnd until the planned end
 * @param targetLoss that it was told to aim for
 * @param toTarget until the loss that counts is there; present where a target was told
 * @param finalLoss the loss that counts (of validation, where the run evaluates) at the planned end
 * @param nextPercent energy for the next 1 % of the loss as its trend is; absent while it does not
 *     fall
 */
public record RunForecast(
    long asOfWallMicros,
    Rest toEnd,
    OptionalDouble targetLoss,
    Optional<Rest> toTarget,
    Optional<LossRange> finalLoss,
    Optional<Energy> nextPercent) {

  /** What is left to the planned end; absent where nothing can be said of it. */
  public Optional<Figures> restToEnd() {
    return toEnd instanceof Figures figures ? Optional.of(figures) : Optional.empty();
  }

  /** What is left. */
  public sealed interface Rest {}

  /**
   * Nothing can be said.
   *
   * @param because why, for a reader
   */
  public record NotKnown(String because) implements Rest {}

  /**
   * What is expected.
   *
   * @param micros of time
   * @param microjoules of energy
   * @param micrograms of CO2, location-based, at the run's own mean so far; absent where that is
   *     not known
   * @param money at the run's own mean so far; absent without a tariff
   */
  public record Figures(
      Range micros, Range microjoules, Optional<Range> micrograms, Optional<Money> money)
      implements Rest {}

  /** In millionths of a currency (ISO 4217). */
  public record Money(String currency, Range micros) {}

  /**
   * An 80 % interval: one in ten lies below {@code low}, one in ten above {@code high}. In order,
   * and none below 0.
   */
  public record Range(long low, long middle, long high) {
    public Range {
      if (low < 0 || low > middle || middle > high) {
        throw new IllegalArgumentException("not in order: %d, %d, %d".formatted(low, middle, high));
      }
    }

    /** The same times a factor of at least 0. */
    public Range times(double factor) {
      return new Range(
          Math.round(low * factor), Math.round(middle * factor), Math.round(high * factor));
    }
  }

  /** The same of a loss, of any sign. */
  public record LossRange(double low, double middle, double high) {
    public LossRange {
      if (!(low <= middle && middle <= high)) {
        throw new IllegalArgumentException("not in order: %s, %s, %s".formatted(low, middle, high));
      }
    }
  }
}
