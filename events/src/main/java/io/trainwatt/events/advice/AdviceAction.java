package io.trainwatt.events.advice;

/** What a run is advised to do. */
public enum AdviceAction {
  STOP,
  /** Takes back what was advised before. */
  WITHDRAW
}
