package io.trainwatt.events.account;

import io.trainwatt.events.quantity.Energy;

/**
 * Water used at the site: IT energy times WUE.
 *
 * @param plusMinusMicroliters the energy band carried over, k = 2
 * @param energy of the nodes that say their WUE
 */
public record WaterFigure(long microliters, long plusMinusMicroliters, Energy energy) {}
