package io.trainwatt.collector.live.report;

import io.trainwatt.events.account.Restatement;

/**
 * Figures rest on factors that were corrected after they had first been said.
 *
 * @param microjoules energy that met them
 * @param since start of the oldest interval that was restated
 * @param publishedAt when the newest of these corrections was published
 */
public record RestatedReport(long microjoules, String since, String publishedAt) {
  static RestatedReport of(Restatement restated) {
    return new RestatedReport(
        restated.energy().microjoules(),
        Words.time(restated.sinceWallMicros()),
        Words.time(restated.publishedWallMicros()));
  }
}
