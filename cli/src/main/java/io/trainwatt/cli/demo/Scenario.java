package io.trainwatt.cli.demo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
  BUDGET("BudgetBroken", 60),
  /** Uses more than a budget together with another. */
  SHARED("BudgetBroken", 120, 1),
  /** Will use more than its budget. */
  AT_RISK("BudgetAtRisk", 90),
  /** Evaluates two fifths of its time. */
  OVERHEAD("OverheadShare", 1_500),
  /** Takes far more energy a sample than its label promises. */
  INEFFICIENT("LessEfficient", 540),
  /** Works nine times as long a step as three others of its name. */
  COSTLIER("CostlierThanUsual", 900, 3),
  /** Has many hours before it while its grid is dirty. */
  DIRTY_HOURS("DirtyHoursAhead", 120);

  private final String rule;
  private final int seconds;
  private final int beside;

  Scenario(String rule, int seconds) {
    this(rule, seconds, 0);
  }

  Scenario(String rule, int seconds, int beside) {
    this.rule = rule;
    this.seconds = seconds;
    this.beside = beside;
  }

  /** The alert it is for. */
  public String rule() {
    return rule;
  }

  /** How long it takes at most until the alert is there, on an idle machine. */
  public int seconds() {
    return seconds;
  }

  /** How many other trainings run beside it. */
  int beside() {
    return beside;
  }

  /**
   * Settings of agent and collector that it takes, as their environment variables.
   *
   * @param folder of the demo
   */
  Map<String, String> settings(Path folder) {
    return switch (this) {
      case SHARED -> Map.of("TRAINWATT_BUDGETS_RUNS", "project=demo together: kwh=0.000005");
      case DIRTY_HOURS -> DirtyGrid.settings(folder);
      default -> Map.of();
    };
  }

  /** As it is written on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All words. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Scenario::word).toList();
  }
}
