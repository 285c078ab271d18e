package io.trainwatt.collector.live.report;

import io.trainwatt.collector.live.ViewState;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import java.util.Map;
import java.util.Optional;

/**
 * An alert.
 *
 * @param runName what its run is called; absent where it is of no run, and of one without a name or
 *     not kept any more
 * @param resolved absent while it is firing
 * @param wastedMicrojoules used in vain since it fires
 */
public record AlertReport(
    String fingerprint,
    String rule,
    String subject,
    Optional<String> runName,
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

  /** Of an alert in any state, and what the view knows of its run. */
  public static AlertReport of(ViewState state, Alert alert) {
    return new AlertReport(
        alert.fingerprint(),
        alert.rule(),
        alert.subject().key(),
        runName(state, alert.subject()),
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

  private static Optional<String> runName(ViewState state, Subject subject) {
    return switch (subject) {
      case Subject.OfRun run ->
          state.runOfId(run.id()).map(Account.OfRun::name).filter(name -> !name.isEmpty());
      case Subject.OfNode ignored -> Optional.empty();
      case Subject.OfCluster ignored -> Optional.empty();
    };
  }
}
