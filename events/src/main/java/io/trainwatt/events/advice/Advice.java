package io.trainwatt.events.advice;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the pipeline advises a run to do.
 *
 * @param fingerprint of the alert it comes from
 * @param dryRun say what would be done and do nothing
 * @param rule of that alert
 * @param audit one sentence for whoever asks later: who was advised what, why, whether in earnest
 * @param heldBackBecause why it is a dry run; empty where it is not
 */
public record Advice(
    String run,
    String id,
    AdviceAction action,
    long wallMicros,
    long expiresWallMicros,
    String fingerprint,
    String reason,
    Map<String, String> evidence,
    boolean dryRun,
    String rule,
    String audit,
    String heldBackBecause) {
  public Advice {
    if (run.isEmpty()) {
      throw new IllegalArgumentException("run is empty");
    }
    evidence = java.util.Collections.unmodifiableMap(new TreeMap<>(evidence));
  }

  /** Without what only a reader needs. */
  public Advice(
      String run,
      String id,
      AdviceAction action,
      long wallMicros,
      long expiresWallMicros,
      String fingerprint,
      String reason,
      Map<String, String> evidence,
      boolean dryRun) {
    this(
        run,
        id,
        action,
        wallMicros,
        expiresWallMicros,
        fingerprint,
        reason,
        evidence,
        dryRun,
        "",
        "",
        "");
  }
}
