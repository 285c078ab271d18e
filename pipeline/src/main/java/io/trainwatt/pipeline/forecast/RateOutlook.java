package io.trainwatt.pipeline.forecast;

import java.util.OptionalDouble;

/**
 * What the learning rate is expected to do until the planned end.
 *
 * @param area of the rate over the steps to come, in steps at the peak rate: the time axis on which
 *     a curve goes on
 * @param decayToCome share of the peak that the rate is still to lose, 0 to 1; absent if not known
 */
public record RateOutlook(double area, OptionalDouble decayToCome) {}
