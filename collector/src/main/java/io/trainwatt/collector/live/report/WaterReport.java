package io.trainwatt.collector.live.report;

import io.trainwatt.events.account.WaterFigure;

/**
 * Water used at the site.
 *
 * @param plusMinusLiters the energy band carried over, k = 2
 * @param microjoules IT energy of the nodes that say their WUE
 */
public record WaterReport(double liters, double plusMinusLiters, long microjoules) {
  private static final double MICROLITERS_PER_LITER = 1e6;

  static WaterReport of(WaterFigure figure) {
    return new WaterReport(
        figure.microliters() / MICROLITERS_PER_LITER,
        figure.plusMinusMicroliters() / MICROLITERS_PER_LITER,
        figure.energy().microjoules());
  }
}
