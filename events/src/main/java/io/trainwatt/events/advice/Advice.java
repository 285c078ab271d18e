package io.trainwatt.events.advice;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the pipeline advises a run to do.
 *
 * @param fingerprint of the alert it comes from
 * @param dryRun say what would be done and do nothing
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
    boolean dryRun) {
  public Advice {
    if (run.isEmpty()) {
      throw new IllegalArgumentException("run is empty");
    }
    evidence = java.util.Collections.unmodifiableMap(new TreeMap<>(evidence));
  }
}
