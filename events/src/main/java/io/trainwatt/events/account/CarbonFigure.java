package io.trainwatt.events.account;

import java.util.List;

/**
 * Grams of CO2 equivalent by one method, in whole micrograms.
 *
 * @param plusMinusMicrograms the energy band carried over, k = 2; the factor's own error is not in
 *     it
 * @param embodied of the method {@code EMBODIED}: what was reserved, node by node
 */
public record CarbonFigure(
    CarbonMethod method,
    long micrograms,
    long plusMinusMicrograms,
    List<CarbonFactor> factors,
    List<EmbodiedShare> embodied) {
  public CarbonFigure {
    factors = List.copyOf(factors);
    embodied = List.copyOf(embodied);
  }

  /** Of energy. */
  public CarbonFigure(
      CarbonMethod method, long micrograms, long plusMinusMicrograms, List<CarbonFactor> factors) {
    this(method, micrograms, plusMinusMicrograms, factors, List.of());
  }

  /** For display. */
  public double grams() {
    return micrograms / 1e6;
  }
}
