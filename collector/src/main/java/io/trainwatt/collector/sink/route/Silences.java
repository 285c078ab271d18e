package io.trainwatt.collector.sink.route;

import io.trainwatt.events.alert.Alert;

/** Whether somebody asked not to be told of an alert. Called from any thread. */
public interface Silences {
  /** Nobody did. */
  Silences NONE =
      new Silences() {
        @Override
        public boolean silences(Alert alert) {
          return false;
        }

        @Override
        public boolean ready() {
          return true;
        }
      };

  /** Whether it is silenced now. */
  boolean silences(Alert alert);

  /** Whether all are known; before that nobody is told of anything. */
  boolean ready();
}
