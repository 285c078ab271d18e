package io.trainwatt.events.account;

/** Which loss a curve is of. */
public enum LossMetric {
  /** Smoothed, since each value is of one batch. */
  TRAINING,
  VALIDATION
}
