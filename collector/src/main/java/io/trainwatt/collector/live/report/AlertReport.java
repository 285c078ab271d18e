package io.trainwatt.collector.live.report;

import io.trainwatt.events.alert.Alert;
import java.util.Map;
import java.util.Optional;

/**
 * An alert.
 *
 * @param resolved absent while it is firing
 * @param wastedMicrojoules used in vain since it fires
 */
public record AlertReport(
    String fingerprint,
    String rule,
    String subject,
    String severity,
    String since,
    Optional<String> resolved,
    String summary,
    String remedy,
    long wastedMicrojoules,
    double wastedGramsCo2,
    Map<String, String> evidence,
    String docs) {

  private static final double MICROGRAMS_PER_GRAM = 1e6;

  /** Of an alert in any state. */
  public static AlertReport of(Alert alert) {
    return new AlertReport(
        alert.fingerprint(),
        alert.rule(),
        alert.subject().key(),
        Words.of(alert.severity()),
        Words.time(alert.sinceWallMicros()),
        alert.resolvedWallMicros().isPresent()
            ? Optional.of(Words.time(alert.resolvedWallMicros().getAsLong()))
            : Optional.empty(),
        alert.summary(),
        alert.remedy(),
        alert.wasted().microjoules(),
        alert.wastedMicrogramsCo2() / MICROGRAMS_PER_GRAM,
        alert.evidence(),
        alert.docs());
  }
}
