package io.trainwatt.collector;

import io.trainwatt.collector.names.NearestName;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Finds settings that nobody reads. A misspelt name would leave a default in force unseen, so it
 * stops the start and names the nearest known one.
 */
final class SettingNames {
  private static final String ENVIRONMENT_PREFIX = "TRAINWATT_";
  private static final int LIKELY_SLIP = 3;
  // The agent and the command line have settings of their own about Kafka.
  private static final String SHARED_SECTION = "TRAINWATT_KAFKA_";

  private final SortedSet<String> keys = new TreeSet<>();
  private final SortedSet<String> variables = new TreeSet<>();
  private final SortedSet<String> sections = new TreeSet<>();

  /** The names that a configuration mapping knows. */
  SettingNames(Class<?> mapping, String prefix) {
    each(mapping, prefix, (key, setting) -> keys.add(key));
    keys.forEach(key -> variables.add(variable(key)));
    for (String key : keys) {
      int end = key.indexOf('.', prefix.length() + 1);
      if (end > 0) {
        sections.add(variable(key.substring(0, end)) + "_");
      }
    }
  }

  /** All known keys. */
  SortedSet<String> keys() {
    return keys;
  }

  /** A complaint for each of those keys below our prefix that is not known. */
  List<String> unknownKeys(Collection<String> names) {
    List<String> complaints = new ArrayList<>();
    for (String name : new TreeSet<>(names)) {
      if (name.startsWith(CollectorSettings.PREFIX + ".") && !keys.contains(name)) {
        complaints.add(complaint("setting", name, keys));
      }
    }
    return complaints;
  }

  /**
   * A complaint for each of those environment variables that means us and is not known: in a
   * section that is ours alone, or a slip away from one of our names. Others of the prefix belong
   * to the agent or the command line.
   */
  List<String> unknownVariables(Collection<String> names) {
    List<String> complaints = new ArrayList<>();
    for (String name : new TreeSet<>(names)) {
      if (name.startsWith(ENVIRONMENT_PREFIX)
          && !variables.contains(name)
          && (isOurs(name) || isSlip(name))) {
        complaints.add(complaint("environment variable", name, variables));
      }
    }
    return complaints;
  }

  private boolean isOurs(String name) {
    return !name.startsWith(SHARED_SECTION) && sections.stream().anyMatch(name::startsWith);
  }

  private boolean isSlip(String name) {
    return NearestName.of(name, variables)
        .map(known -> NearestName.distance(name, known) <= LIKELY_SLIP)
        .orElse(false);
  }

  private static String complaint(String kind, String name, SortedSet<String> known) {
    return "unknown %s %s%s"
        .formatted(
            kind,
            name,
            NearestName.of(name, known).map(n -> ": did you mean " + n + "?").orElse(""));
  }

  /** Every key of a configuration mapping with the method that has its value. */
  static void each(Class<?> mapping, String prefix, BiConsumer<String, Method> taker) {
    for (Method method : mapping.getDeclaredMethods()) {
      if (method.getParameterCount() > 0 || method.isSynthetic()) {
        continue;
      }
      String key = prefix + "." + hyphenated(method.getName());
      if (method.getReturnType().isInterface()) {
        each(method.getReturnType(), key, taker);
      } else {
        taker.accept(key, method);
      }
    }
  }

  private static String hyphenated(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  static String variable(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
