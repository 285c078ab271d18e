package io.trainwatt.collector;

import io.trainwatt.collector.live.Change;
import io.trainwatt.collector.live.LiveView;
import io.trainwatt.collector.live.ViewListener;
import io.trainwatt.events.account.Subject;
import io.trainwatt.pipeline.watch.Cohorts;
import java.util.List;

/** Tells the rules of every run's account that the view reads, whichever collector wrote it. */
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
      if (change instanceof Change.OfAccount(Subject.OfRun(String run))) {
        // One that gave way already is not looked for by name, which would be among all others.
        view.read(state -> state.runOfId(run)).ifPresent(cohorts::take);
      }
    }
    if (view.caughtUp()) {
      cohorts.markWhole();
    }
  }
}
