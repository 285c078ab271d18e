package io.trainwatt.pipeline.watch;

import io.trainwatt.pipeline.forecast.RunWishes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * Budgets that an operator sets, each of every single run that it is for, or of all of them
 * together. A run's own label goes before those of single runs; of several the lowest counts.
 */
public record BudgetConfig(List<Budget> budgets) {
  /** None. */
  public static final BudgetConfig NONE = new BudgetConfig(List.of());

  private static final String SETTING = "trainwatt.budgets.runs";
  private static final String LABEL = "budget_";
  private static final Set<String> UNITS = Set.of("kwh", "kg_co2", "money");
  private static final String NAME = "name";
  private static final String ALL = "*";
  private static final String TOGETHER = " together";

  public BudgetConfig {
    budgets = List.copyOf(budgets);
  }

  /**
   * What runs may use.
   *
   * @param where {@code *} for every run, {@code name} for one of a name, or a label
   * @param value of that name or label; any where it is empty
   * @param together whether it is of all such runs, not of each
   * @param limits above 0, by {@code kwh}, {@code kg_co2} and {@code money}
   */
  public record Budget(String where, String value, boolean together, Map<String, Double> limits) {
    public Budget {
      limits = Map.copyOf(limits);
    }

    /** Whose it is, as it was written. */
    String whose() {
      return value.isEmpty() ? where : where + "=" + value;
    }

    boolean isFor(String name, Map<String, String> labels) {
      return switch (where) {
        case ALL -> true;
        case NAME -> value.equals(name);
        default ->
            value.isEmpty()
                ? labels.containsKey(where)
                : value.equals(labels.getOrDefault(where, ""));
      };
    }
  }

  /**
   * Reads {@code team=nlp: kwh=120, kg_co2=40; team=nlp together: money=3000; *: kwh=500}.
   *
   * @throws IllegalArgumentException if it is written otherwise: it says what is wrong with what
   */
  public static BudgetConfig parse(String text) {
    List<Budget> budgets = new ArrayList<>();
    for (String each : text.split(";")) {
      if (!each.isBlank()) {
        budgets.add(budget(each.strip()));
      }
    }
    return new BudgetConfig(budgets);
  }

  private static Budget budget(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw wrong(text, "has no runs before a colon: write label=value: kwh=120");
    }
    String said = text.substring(0, colon).strip();
    boolean together = said.endsWith(TOGETHER);
    String whom = together ? said.substring(0, said.length() - TOGETHER.length()).strip() : said;
    int sign = whom.indexOf('=');
    String where = sign < 0 ? whom : whom.substring(0, sign).strip();
    String value = sign < 0 ? "" : whom.substring(sign + 1).strip();
    if (where.isEmpty() || (where.equals(NAME) && value.isEmpty())) {
      throw wrong(text, "names no runs: write label=value, name=NAME or *");
    }
    Map<String, Double> limits = new TreeMap<>();
    for (String limit : text.substring(colon + 1).split(",")) {
      String[] parts = limit.split("=", 2);
      String unit = parts[0].strip();
      if (parts.length < 2 || !UNITS.contains(unit)) {
        throw wrong(text, "\"" + limit.strip() + "\" is none of kwh=, kg_co2= and money=");
      }
      OptionalDouble number = RunWishes.number(parts[1]);
      if (number.isEmpty() || number.getAsDouble() <= 0) {
        throw wrong(text, unit + " must be a number above 0, not \"" + parts[1].strip() + "\"");
      }
      if (limits.put(unit, number.getAsDouble()) != null) {
        throw wrong(text, unit + " is there twice");
      }
    }
    return new Budget(where, value, together, limits);
  }

  private static IllegalArgumentException wrong(String budget, String why) {
    return new IllegalArgumentException("%s: \"%s\": %s".formatted(SETTING, budget, why));
  }

  /** Those of several runs together. */
  List<Budget> shared() {
    return budgets.stream().filter(Budget::together).toList();
  }

  /**
   * What a run may use.
   *
   * @param label {@code budget_kwh}, {@code budget_kg_co2} or {@code budget_money}
   */
  OptionalDouble limit(String name, Map<String, String> labels, String label) {
    OptionalDouble said = RunWishes.number(labels.getOrDefault(label, ""));
    if (said.isPresent() && said.getAsDouble() > 0) {
      return said;
    }
    String unit = label.substring(LABEL.length());
    return budgets.stream()
        .filter(budget -> !budget.together && budget.isFor(name, labels))
        .filter(budget -> budget.limits.containsKey(unit))
        .mapToDouble(budget -> budget.limits.getOrDefault(unit, Double.POSITIVE_INFINITY))
        .min();
  }
}
