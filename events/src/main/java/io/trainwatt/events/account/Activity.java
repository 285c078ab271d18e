package io.trainwatt.events.account;

/** What a run's energy went into. */
public enum Activity {
  /** Before the first step, and before the run said anything. */
  SETUP,
  TRAINING,
  EVALUATION,
  CHECKPOINT,
  DATA_WAIT,
  /**
   * After it said that it is finished, or after its last progress, where more was to be expected.
   */
  AFTER_LAST_PROGRESS,
  /** All energy of a run that never says how far it is. */
  UNTOLD
}
