package io.trainwatt.cli.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A training that goes wrong for real on any machine, and the alert that says so. What needs an
 * accelerator (throttling, power caps, idle accelerators, room for a larger batch) is not here: it
 * could only be acted.
 */
public enum Scenario {
  /** Holds its process and does nothing. */
  IDLE("IdlePower", 200),
  /** Goes on working and says nothing any more. */
  HANG("RunSilent", 120),
  /** Its learning rate is far too high. */
  NAN("LossNotFinite", 30),
  /** Has learnt what there is to learn long before its end. */
  PLATEAU("Plateau", 90),
  /** Learns its few examples by heart. */
  OVERFIT("Overfitting", 90),
  /** Goes on from weights that are far off. */
  DIVERGE("Diverging", 120),
  /** Waits for its loader half of the time. */
  STARVED("DataStarved", 400),
  /** One of four ranks is half as fast. */
  STRAGGLER("Straggler", 330),
  /** Uses more than its budget. */
  BUDGET("BudgetBroken", 60);

  private final String rule;
  private final int seconds;

  Scenario(String rule, int seconds) {
    this.rule = rule;
    this.seconds = seconds;
  }

  /** The alert it is for. */
  public String rule() {
    return rule;
  }

  /** How long it takes at most until the alert is there, on an idle machine. */
  public int seconds() {
    return seconds;
  }

  /** As it is written on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All words. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Scenario::word).toList();
  }
}
