package io.trainwatt.events.alert;

/** How soon someone should look. */
public enum Severity {
  INFO,
  WARNING,
  CRITICAL
}
