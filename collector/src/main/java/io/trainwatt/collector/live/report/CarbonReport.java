package io.trainwatt.collector.live.report;

import io.trainwatt.events.account.CarbonFactor;
import io.trainwatt.events.account.CarbonFigure;
import java.util.List;

/**
 * Grams of CO2 equivalent by one method.
 *
 * @param plusMinusGrams the energy band carried over, k = 2
 */
public record CarbonReport(
    String method, double grams, double plusMinusGrams, List<Factor> factors) {

  private static final double MICROGRAMS_PER_GRAM = 1e6;
  private static final double MILLIGRAMS_PER_GRAM = 1e3;
  private static final double PPM = 1e6;

  /**
   * A factor that went in.
   *
   * @param assumed nobody configured the zone: it is a stated default
   * @param microjoules IT energy it met
   */
  public record Factor(
      String zone,
      String zoneName,
      String source,
      double gramsPerKilowattHour,
      boolean assumed,
      double pue,
      boolean pueAssumed,
      long microjoules) {}

  static CarbonReport of(CarbonFigure figure) {
    return new CarbonReport(
        Words.of(figure.method()),
        figure.micrograms() / MICROGRAMS_PER_GRAM,
        figure.plusMinusMicrograms() / MICROGRAMS_PER_GRAM,
        figure.factors().stream().map(CarbonReport::factor).toList());
  }

  private static Factor factor(CarbonFactor factor) {
    return new Factor(
        factor.zone(),
        factor.zoneName(),
        factor.source(),
        factor.milligramsPerKilowattHour() / MILLIGRAMS_PER_GRAM,
        factor.assumed(),
        factor.puePpm() / PPM,
        factor.pueAssumed(),
        factor.energy().microjoules());
  }
}
