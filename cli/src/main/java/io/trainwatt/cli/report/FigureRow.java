package io.trainwatt.cli.report;

import java.util.OptionalDouble;

/**
 * One figure with all that a reader needs to believe it.
 *
 * @param value in {@code unit}
 * @param plusMinus half the band, k = 2, in {@code unit}; absent where none is stated
 * @param quality shares of the energy in it by quality, or what else it rests on
 * @param method how it was got
 * @param recompute the same from the JSON report, or from the topics
 */
record FigureRow(
    String figure,
    double value,
    String unit,
    OptionalDouble plusMinus,
    String quality,
    String method,
    String recompute) {}
