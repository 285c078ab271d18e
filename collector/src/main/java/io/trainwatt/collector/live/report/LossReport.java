package io.trainwatt.collector.live.report;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.LossCurve;
import io.trainwatt.events.quantity.Energy;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a falling loss cost.
 *
 * @param metric {@code training} (smoothed) or {@code validation}
 * @param joulesPerUnit for each unit by which it fell, over the whole run; absent while it did not
 * @param lastPercentMicrojoules for the latest 1 % of the best loss; absent while it fell by less
 * @param sinceBestMicrojoules used since it was last as low: what brought no improvement so far
 */
public record LossReport(
    String metric,
    double first,
    double best,
    String bestAt,
    OptionalDouble joulesPerUnit,
    Optional<Long> lastPercentMicrojoules,
    long sinceBestMicrojoules) {

  static LossReport of(LossCurve curve, Account.OfRun run) {
    long total = run.ledger().total().energy().microjoules();
    return new LossReport(
        Words.of(curve.metric()),
        curve.first().loss(),
        curve.best().loss(),
        Words.time(curve.best().wallMicros()),
        curve.joulesPerUnit(),
        curve.lastPercent().map(Energy::microjoules),
        Math.max(0, total - curve.best().energy().microjoules()));
  }
}
