package io.trainwatt.pipeline.watch;

import io.trainwatt.events.alert.Severity;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;

/**
 * One rule looking at one run: it sees every event, remembers what it needs and says whether
 * anything is wrong. No clock, no Kafka. Not thread-safe.
 */
interface Detector {
  /** CamelCase, as in {@code docs/reference/alerts.md}. */
  String rule();

  Severity severity();

  /** Takes an event of a run that has not ended. */
  void observe(RunEvent event);

  /** What is to be said after all events so far. */
  Verdict verdict();

  /** What it remembers. */
  void write(StateWriter out);

  /** Reads what {@link #write} wrote. */
  void read(StateReader in);
}
