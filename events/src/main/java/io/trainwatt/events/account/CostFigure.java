package io.trainwatt.events.account;

import java.util.List;

/**
 * What the energy cost in one currency, PUE included.
 *
 * @param currency ISO 4217
 * @param micros millionths of it
 * @param plusMinusMicros the energy band carried over, k = 2
 */
public record CostFigure(
    String currency, long micros, long plusMinusMicros, List<PriceLine> lines) {
  public CostFigure {
    lines = List.copyOf(lines);
  }
}
