package io.trainwatt.agent.sensor;

import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.NearestName;
import io.trainwatt.agent.settings.Settings;
import io.trainwatt.events.node.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the operator wants of the sensors, over their own rules.
 *
 * @param enabled names of the only sensors to use; empty: all
 * @param disabled names of sensors not to use
 * @param include names of devices, or of sensors for all of theirs, that are in the node's total
 * @param exclude the same for what is not; it wins over {@code include}
 * @param rest how what a meter of the whole node sees beyond the parts is divided among runs
 */
public record SensorChoice(
    Set<String> enabled,
    Set<String> disabled,
    Set<String> include,
    Set<String> exclude,
    Device.Split rest) {

  /** Every sensor, every device by its own rule. */
  public static final SensorChoice ALL =
      new SensorChoice(Set.of(), Set.of(), Set.of(), Set.of(), new Device.Split.CpuCapacity());

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
        words(settings, "sensors.inTotal.exclude"),
        settings.get("sensors.rest", SensorChoice::split).orElseGet(Device.Split.CpuCapacity::new));
  }

  private static Device.Split split(String text) {
    return switch (text) {
      case "cpu" -> new Device.Split.CpuCapacity();
      case "nobody" -> new Device.Split.Nobody();
      default -> throw new IllegalArgumentException("is neither cpu nor nobody");
    };
  }

  private static Set<String> words(Settings settings, String key) throws ConfigError {
    Optional<List<String>> words = settings.get(key, Settings::words);
    return Set.copyOf(words.orElse(List.of()));
  }

  /** Whether a sensor is to be used at all. */
  public boolean uses(String sensor) {
    return (enabled.isEmpty() || enabled.contains(sensor)) && !disabled.contains(sensor);
  }

  /**
   * What was named and is not there.
   *
   * @param sensors names of all sensors there are
   * @param devices names of all devices that were found
   */
  List<Finding> unknown(Set<String> sensors, Set<String> devices) {
    Set<String> known = new TreeSet<>(sensors);
    known.addAll(devices);
    List<Finding> findings = new ArrayList<>();
    unknown("sensors.inTotal.include", include, known, findings);
    unknown("sensors.inTotal.exclude", exclude, known, findings);
    return findings;
  }

  /** Sensors that are switched on or off by a name that none has. */
  public List<Finding> unknownSensors(Set<String> sensors) {
    List<Finding> findings = new ArrayList<>();
    unknown("sensors.enabled", enabled, sensors, findings);
    unknown("sensors.disabled", disabled, sensors, findings);
    return findings;
  }

  private static void unknown(
      String key, Set<String> named, Set<String> known, List<Finding> findings) {
    for (String name : new TreeSet<>(named)) {
      if (!known.contains(name)) {
        String nearest =
            NearestName.of(name, known).map(n -> "; did you mean '" + n + "'?").orElse("");
        findings.add(
            new Finding(
                key,
                "nothing here is called '" + name + "'" + nearest,
                "trainwatt sense   # shows the names of sensors and devices"));
      }
    }
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
