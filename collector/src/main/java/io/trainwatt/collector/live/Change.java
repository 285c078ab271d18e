package io.trainwatt.collector.live;

import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;

/** Something in the view that is new. */
public sealed interface Change {

  /** A run's or node's account has a new version. */
  record OfAccount(Subject subject) implements Change {}

  /** A point was added to a series. */
  record OfSeries(SeriesPoint point) implements Change {}

  /** An alert has a new version. */
  record OfAlert(Alert alert) implements Change {}
}
