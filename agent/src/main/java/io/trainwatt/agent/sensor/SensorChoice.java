package io.trainwatt.agent.sensor;

import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the operator wants of the sensors, over their own rules.
 *
 * @param enabled names of the only sensors to use; empty: all
 * @param disabled names of sensors not to use
 * @param include names of devices, or of sensors for all of theirs, that are in the node's total
 * @param exclude the same for what is not; it wins over {@code include}
 */
public record SensorChoice(
    Set<String> enabled, Set<String> disabled, Set<String> include, Set<String> exclude) {

  /** Every sensor, every device by its own rule. */
  public static final SensorChoice ALL = new SensorChoice(Set.of(), Set.of(), Set.of(), Set.of());

  public SensorChoice {
    enabled = Set.copyOf(enabled);
    disabled = Set.copyOf(disabled);
    include = Set.copyOf(include);
    exclude = Set.copyOf(exclude);
  }

  /**
   * From what is configured below {@code sensors}.
   *
   * @throws ConfigError if a list has nothing in it
   */
  public static SensorChoice read(Settings settings) throws ConfigError {
    return new SensorChoice(
        words(settings, "sensors.enabled"),
        words(settings, "sensors.disabled"),
        words(settings, "sensors.inTotal.include"),
        words(settings, "sensors.inTotal.exclude"));
  }

  private static Set<String> words(Settings settings, String key) throws ConfigError {
    Optional<List<String>> words = settings.get(key, Settings::words);
    return Set.copyOf(words.orElse(List.of()));
  }

  /** Whether a sensor is to be used at all. */
  public boolean uses(String sensor) {
    return (enabled.isEmpty() || enabled.contains(sensor)) && !disabled.contains(sensor);
  }

  /** What the operator says of a device; absent: nothing. */
  Optional<Boolean> inTotal(String sensor, String device) {
    if (exclude.contains(device) || exclude.contains(sensor)) {
      return Optional.of(false);
    }
    return include.contains(device) || include.contains(sensor)
        ? Optional.of(true)
        : Optional.empty();
  }
}
