package io.trainwatt.collector.live.report;

import io.trainwatt.events.account.CostFigure;
import io.trainwatt.events.account.PriceLine;
import java.util.List;

/**
 * What energy cost in one currency, PUE included.
 *
 * @param plusMinusAmount the energy band carried over, k = 2
 */
public record CostReport(
    String currency, double amount, double plusMinusAmount, List<Price> prices) {
  private static final double MILLION = 1e6;

  /**
   * A price that went in.
   *
   * @param pricePerKilowattHour the mean over the energy it met
   * @param microjoules IT energy it met
   */
  public record Price(
      String source,
      double pricePerKilowattHour,
      double lowest,
      double highest,
      double pue,
      long microjoules) {}

  static CostReport of(CostFigure figure) {
    return new CostReport(
        figure.currency(),
        figure.micros() / MILLION,
        figure.plusMinusMicros() / MILLION,
        figure.lines().stream().map(CostReport::price).toList());
  }

  private static Price price(PriceLine line) {
    return new Price(
        line.source(),
        line.microsPerKilowattHour() / MILLION,
        line.lowestMicros() / MILLION,
        line.highestMicros() / MILLION,
        line.puePpm() / MILLION,
        line.energy().microjoules());
  }
}
