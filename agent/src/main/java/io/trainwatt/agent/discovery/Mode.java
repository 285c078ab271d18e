package io.trainwatt.agent.discovery;

import java.util.Locale;

/** When what a {@link Finder} recognises becomes a run. */
public enum Mode {
  /** Always. */
  ALL,
  /** Once a process in it trains: it maps a framework or holds an accelerator. */
  TRAINING,
  /** Never: the next finder may recognise it. */
  OFF;

  /** As it stands in settings. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException if it is none
   */
  static Mode of(String text) {
    return switch (text) {
      case "all" -> ALL;
      case "training" -> TRAINING;
      // Where a file has passed through YAML 1.1, off has become false.
      case "off", "false" -> OFF;
      default -> throw new IllegalArgumentException("is none of all, training, off");
    };
  }
}
