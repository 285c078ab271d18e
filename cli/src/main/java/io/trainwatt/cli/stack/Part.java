package io.trainwatt.cli.stack;

import java.util.Locale;

/** A part of the stack, in the order in which they start. */
public enum Part {
  BROKER,
  COLLECTOR,
  AGENT;

  /** As users read it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
