package io.trainwatt.collector.live.compare;

import java.util.Optional;

/**
 * Runs that stand for one way of training.
 *
 * @param reached how many of them came to the target; the figures are of these alone
 * @param microjoules and the others: to the target; absent where none came to it
 * @param ratio energy to the target over that of the first group; absent for the first itself
 * @param bestLoss mean of what its runs came to
 */
public record ComparedGroup(
    String name,
    int runs,
    int reached,
    Optional<Interval> microjoules,
    Optional<Interval> seconds,
    Optional<Interval> grams,
    Optional<Interval> money,
    Optional<Interval> tokens,
    Optional<Interval> ratio,
    Optional<Interval> bestLoss,
    Interval totalMicrojoules) {}
