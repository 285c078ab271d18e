package io.trainwatt.agent;

import java.time.Instant;

/** Wall clock as records carry it. */
final class Micros {
  private Micros() {}

  /** Microseconds since 1970 UTC. */
  static long of(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }
}
