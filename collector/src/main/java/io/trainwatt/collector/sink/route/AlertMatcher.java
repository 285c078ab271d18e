package io.trainwatt.collector.sink.route;

import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.alert.Severity;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which alerts a route tells. What is empty matches all; of several values one must fit; of several
 * kinds all must.
 *
 * @param labels wanted values, by label
 */
record AlertMatcher(Set<Severity> severities, Set<String> rules, Map<String, Set<String>> labels) {
  /** Matches every alert. */
  static final AlertMatcher ALL = new AlertMatcher(Set.of(), Set.of(), Map.of());

  AlertMatcher {
    severities = Set.copyOf(severities);
    rules = Set.copyOf(rules);
    labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  boolean matches(Alert alert) {
    return (severities.isEmpty() || severities.contains(alert.severity()))
        && (rules.isEmpty() || rules.contains(alert.rule()))
        && labels.entrySet().stream()
            .allMatch(
                wanted ->
                    wanted.getValue().contains(alert.labels().getOrDefault(wanted.getKey(), "")));
  }
}
