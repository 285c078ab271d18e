package io.trainwatt.pipeline.watch;

import io.trainwatt.events.alert.Severity;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;

/** One rule looking at one node; otherwise as {@link Detector}. Not thread-safe. */
interface NodeRule {
  /** CamelCase, as in {@code docs/reference/alerts.md}. */
  String rule();

  Severity severity();

  void observe(NodeEvent event);

  /** What is to be said after all events so far. */
  Verdict verdict();

  /** What it remembers. */
  void write(StateWriter out);

  /** Reads what {@link #write} wrote. */
  void read(StateReader in);
}
