package io.trainwatt.events.alert;

import java.util.Map;
import java.util.TreeMap;

/**
 * Alerts that nobody is told of for a while: those that fit fingerprint, rule, subject and labels.
 * What is empty fits all.
 *
 * @param subject key of the subject, {@code run/<id>} or {@code node/<id>}
 * @param fromWallMicros since when
 * @param untilWallMicros until when
 * @param author who asked for it
 * @param comment why
 */
public record Silence(
    String id,
    String fingerprint,
    String rule,
    String subject,
    Map<String, String> labels,
    long fromWallMicros,
    long untilWallMicros,
    String author,
    String comment) {
  /**
   * @throws IllegalArgumentException if it has no id or would silence everything
   */
  public Silence {
    labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a silence has an id");
    }
    if (fingerprint.isEmpty() && rule.isEmpty() && subject.isEmpty() && labels.isEmpty()) {
      throw new IllegalArgumentException(
          "a silence names a fingerprint, a rule, a subject or a label");
    }
  }

  /** Whether it is in force at that time. */
  public boolean isOn(long wallMicros) {
    return fromWallMicros <= wallMicros && wallMicros < untilWallMicros;
  }

  /** Whether it is about that alert. */
  public boolean fits(Alert alert) {
    return (fingerprint.isEmpty() || fingerprint.equals(alert.fingerprint()))
        && (rule.isEmpty() || rule.equals(alert.rule()))
        && (subject.isEmpty() || subject.equals(alert.subject().key()))
        && labels.entrySet().stream()
            .allMatch(
                label -> label.getValue().equals(alert.labels().getOrDefault(label.getKey(), "")));
  }

  /** The same, over at that time. */
  public Silence endedAt(long wallMicros) {
    return new Silence(
        id, fingerprint, rule, subject, labels, fromWallMicros, wallMicros, author, comment);
  }
}
