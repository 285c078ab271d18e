package io.trainwatt.events.progress;

/** What a run is doing. */
public enum Phase {
  TRAINING,
  EVALUATION,
  CHECKPOINT,
  DATA_WAIT,
  SETUP,
  FINISHED
}
