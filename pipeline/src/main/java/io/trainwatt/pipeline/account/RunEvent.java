package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.pipeline.carbon.HoursAhead;
import io.trainwatt.pipeline.forecast.CurveRow;
import io.trainwatt.pipeline.forecast.RunOutlook;
import io.trainwatt.pipeline.meter.RunSlice;
import java.util.Optional;

/** What happened to a run, as <i>watch</i> sees it, already part of the run's account. */
public sealed interface RunEvent {
  /** The run's id. */
  String run();

  /** It used energy, or time passed. */
  record Used(RunSlice slice) implements RunEvent {
    @Override
    public String run() {
      return slice.run();
    }
  }

  /** It said how far it is. */
  record Progressed(Progress progress) implements RunEvent {
    @Override
    public String run() {
      return progress.run();
    }
  }

  /**
   * Its curve has a new row.
   *
   * @param outlook of which the row is part already; to be read now and not kept
   */
  record Learnt(String run, CurveRow row, RunOutlook outlook) implements RunEvent {}

  /**
   * Its account was written.
   *
   * @param cleaner a cleaner time of the next day for what is left of it
   */
  record Accounted(Account.OfRun account, Optional<HoursAhead.Window> cleaner) implements RunEvent {
    @Override
    public String run() {
      return account.run();
    }
  }

  /** What its rows say together has changed. */
  record Described(String run, MergedRun merged) implements RunEvent {}
}
