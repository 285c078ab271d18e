package io.trainwatt.events.alert;

import io.trainwatt.events.account.Subject;
import io.trainwatt.events.quantity.Energy;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Something wrong with a run or node, firing or resolved.
 *
 * @param fingerprint hash of rule and subject
 * @param rule CamelCase, as in {@code docs/reference/alerts.md}
 * @param sinceWallMicros event time since which it is true
 * @param resolvedWallMicros absent while it is firing
 * @param summary one sentence: what is wrong
 * @param remedy one sentence: what to do
 * @param wasted joules used in vain since then
 * @param docs path of its page in {@code docs/}
 * @param revision grows with each version
 * @param wallMicros event time of this version
 */
public record Alert(
    String fingerprint,
    String rule,
    Subject subject,
    Severity severity,
    long sinceWallMicros,
    OptionalLong resolvedWallMicros,
    String summary,
    String remedy,
    Energy wasted,
    long wastedMicrogramsCo2,
    Map<String, String> evidence,
    String docs,
    long revision,
    long wallMicros,
    Map<String, String> labels) {
  public Alert {
    evidence = java.util.Collections.unmodifiableMap(new TreeMap<>(evidence));
    labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** Whether it is still true. */
  public boolean firing() {
    return resolvedWallMicros.isEmpty();
  }
}
