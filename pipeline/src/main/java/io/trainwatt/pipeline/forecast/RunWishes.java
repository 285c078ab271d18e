package io.trainwatt.pipeline.forecast;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a run's labels say of where it means to go: {@code target_loss}, {@code lr_schedule} and
 * {@code lr_drops}.
 *
 * @param schedule that was declared
 * @param targetLoss to aim for
 * @param unreadable what cannot be read and why, for a reader
 */
public record RunWishes(Schedule schedule, OptionalDouble targetLoss, Optional<String> unreadable) {
  /** Nothing was said. */
  public static final RunWishes NONE =
      new RunWishes(Schedule.UNDECLARED, OptionalDouble.empty(), Optional.empty());

  private static final String TARGET = "target_loss";
  private static final String SCHEDULE = "lr_schedule";
  private static final String DROPS = "lr_drops";

  /** Of labels. What cannot be read counts as not said. */
  public static RunWishes of(Map<String, String> labels) {
    Optional<String> unreadable = Optional.empty();
    List<Double> drops = new ArrayList<>();
    for (String drop : labels.getOrDefault(DROPS, "").split(",")) {
      OptionalDouble read = number(drop);
      if (read.isPresent() && read.getAsDouble() > 0) {
        drops.add(read.getAsDouble());
      } else if (!drop.isBlank()) {
        unreadable = Optional.of(complaint(DROPS, drop, "numbers above 0 and commas"));
      }
    }
    OptionalDouble target = number(labels.getOrDefault(TARGET, ""));
    if (labels.containsKey(TARGET) && target.isEmpty()) {
      unreadable = Optional.of(complaint(TARGET, labels.getOrDefault(TARGET, ""), "a number"));
    }
    return new RunWishes(
        Schedule.declared(labels.getOrDefault(SCHEDULE, ""), drops), target, unreadable);
  }

  private static String complaint(String label, String value, String wanted) {
    return "the label %s must be %s, not \"%s\"".formatted(label, wanted, value);
  }

  /** A finite number, if the text is one. */
  public static OptionalDouble number(String text) {
    try {
      double value = Double.parseDouble(text.strip());
      return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
