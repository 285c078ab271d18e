package io.trainwatt.agent.publish;

import java.util.Locale;

/** State that is committed together with the records made from it. */
public enum Table {
  /** The node's meter: one row. */
  CHECKPOINT,
  /** Numbers that must go on: sequence, ordinal. */
  COUNTERS,
  /** Runs by id. */
  RUNS,
  /** Progress by run. */
  PROGRESS;

  /** As the store knows it. */
  String storedName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
