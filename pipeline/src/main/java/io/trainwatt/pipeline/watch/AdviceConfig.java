package io.trainwatt.pipeline.watch;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What must hold before a run is advised to stop, and before the advice is more than a dry run.
 *
 * @param actFor labels of runs that may be stopped in earnest; none: every advice is a dry run
 * @param veto labels of runs that are never advised
 * @param minimumRuntime before which nothing is advised
 * @param validFor how long a run may follow it
 */
public record AdviceConfig(
    List<LabelValue> actFor, List<LabelValue> veto, Duration minimumRuntime, Duration validFor) {
  /** Good without any setting: dry runs alone. */
  public static final AdviceConfig DEFAULT =
      new AdviceConfig(List.of(), List.of(), Duration.ofMinutes(10), Duration.ofDays(1));

  /**
   * @throws IllegalArgumentException if a duration is out of its range
   */
  public AdviceConfig {
    actFor = List.copyOf(actFor);
    veto = List.copyOf(veto);
    if (minimumRuntime.isNegative()) {
      throw new IllegalArgumentException("advice: the minimum runtime is negative");
    }
    if (validFor.toMillis() < 1_000) {
      throw new IllegalArgumentException("advice must be valid for 1 s or more");
    }
  }

  boolean actsFor(Map<String, String> labels) {
    return actFor.stream().anyMatch(each -> each.isIn(labels));
  }

  /**
   * A label and its value.
   *
   * @param value any, where it is empty
   */
  public record LabelValue(String label, String value) {
    /**
     * Of {@code label=value}, or {@code label} for any value.
     *
     * @throws IllegalArgumentException if there is no label
     */
    public static LabelValue parse(String text) {
      int sign = text.indexOf('=');
      String label = (sign < 0 ? text : text.substring(0, sign)).strip();
      if (label.isEmpty()) {
        throw new IllegalArgumentException("advice: \"%s\" is no label=value".formatted(text));
      }
      return new LabelValue(label, sign < 0 ? "" : text.substring(sign + 1).strip());
    }

    boolean isIn(Map<String, String> labels) {
      return value.isEmpty()
          ? labels.containsKey(label)
          : value.equals(labels.getOrDefault(label, ""));
    }

    @Override
    public String toString() {
      return value.isEmpty() ? label : label + "=" + value;
    }
  }
}
