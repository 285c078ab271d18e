package io.trainwatt.events.progress;

/** Whose work a progress record counts. */
public enum Scope {
  /** Of this rank alone: summed over ranks. */
  RANK,
  /** Of the whole job: taken once. */
  JOB
}
