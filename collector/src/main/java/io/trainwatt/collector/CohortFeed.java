package io.trainwatt.collector;

import io.trainwatt.collector.live.Change;
import io.trainwatt.collector.live.LiveView;
import io.trainwatt.collector.live.ViewListener;
import io.trainwatt.events.account.Account;
import io.trainwatt.pipeline.watch.Cohorts;
import java.util.List;

/**
 * Tells the rules of every run's account that the view reads, whichever collector wrote it, and
 * whether or not the view keeps it.
 */
final class CohortFeed implements ViewListener {
  private final LiveView view;
  private final Cohorts cohorts;

  CohortFeed(LiveView view, Cohorts cohorts) {
    this.view = view;
    this.cohorts = cohorts;
  }

  @Override
  public void changed(List<Change> changes) {
    for (Change change : changes) {
      if (change instanceof Change.OfAccount(var ignored, var account)
          && account.orElse(null) instanceof Account.OfRun run) {
        cohorts.take(run);
      }
    }
    if (view.caughtUp()) {
      cohorts.markWhole();
    }
  }
}
