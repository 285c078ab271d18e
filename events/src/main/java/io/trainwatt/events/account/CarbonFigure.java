package io.trainwatt.events.account;

import java.util.List;

/**
 * Grams of CO2 equivalent by one method, in whole micrograms.
 *
 * @param plusMinusMicrograms the energy band carried over, k = 2; the factor's own error is not in
 *     it
 */
public record CarbonFigure(
    CarbonMethod method, long micrograms, long plusMinusMicrograms, List<CarbonFactor> factors) {
  public CarbonFigure {
    factors = List.copyOf(factors);
  }

  /** For display. */
  public double grams() {
    return micrograms / 1e6;
  }
}
