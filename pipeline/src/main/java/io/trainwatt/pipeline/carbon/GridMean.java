package io.trainwatt.pipeline.carbon;

/**
 * A zone's mean carbon intensity over one year.
 *
 * @param zone as users configure it: "DE", "US-EGRID-ERCT", "GCP:europe-west4", "WORLD"
 * @param source year, who says so, on which basis and under which terms
 */
public record GridMean(
    String zone, String name, int year, long milligramsPerKilowattHour, String source) {}
