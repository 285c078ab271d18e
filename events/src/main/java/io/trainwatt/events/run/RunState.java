package io.trainwatt.events.run;

/** Whether a run lives. */
public enum RunState {
  RUNNING,
  /** Its last process ended. */
  ENDED
}
