package io.trainwatt.pipeline.watch;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.RunForecast;
import java.time.Duration;
import java.util.Optional;

/** What is left of a run, as rules take it. */
final class RestOfRun {
  // First steps are slow, and of a few of them nobody can tell ten hours.
  private static final Duration ENOUGH = Duration.ofMinutes(10);
  private static final int PARTS = 100;

  private RestOfRun() {}

  /**
   * The forecast to the planned end; absent before a hundredth of the way was seen, or ten minutes.
   */
  static Optional<RunForecast.Figures> of(Account.OfRun account) {
    long seen =
        account
            .progress()
            .map(progress -> progress.lastWallMicros() - progress.firstWallMicros())
            .orElse(0L);
    return account
        .forecast()
        .flatMap(RunForecast::restToEnd)
        .filter(
            rest ->
                seen >= Math.min(ENOUGH.toSeconds() * 1_000_000, rest.micros().middle() / PARTS));
  }
}
