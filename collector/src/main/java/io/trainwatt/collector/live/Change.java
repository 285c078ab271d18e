package io.trainwatt.collector.live;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import java.util.Optional;

/** Something in the view that is new. */
public sealed interface Change {

  /**
   * There is news of a run or node.
   *
   * @param account its new version, which the view may have let give way to others already; absent
   *     where only its alerts changed
   */
  record OfAccount(Subject subject, Optional<Account> account) implements Change {}

  /** A point was added to a series. */
  record OfSeries(SeriesPoint point) implements Change {}

  /** An alert has a new version. */
  record OfAlert(Alert alert) implements Change {}
}
