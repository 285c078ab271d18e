package io.trainwatt.events.sample;

import io.trainwatt.events.quantity.Energy;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Something the counter or a sensor noticed: a fact, not blame.
 *
 * @param kind in the words of the conformance vectors: wrap, reset, newBoot, failedRead, gap, ...
 * @param energy how much measured energy is concerned, where known
 * @param durationMillis how long it lasted, where known
 */
public record SensorEvent(
    String device,
    String kind,
    long wallMicros,
    Optional<Energy> energy,
    OptionalLong durationMillis,
    String detail) {
  public SensorEvent {
    Require.text("events.kind", kind);
  }
}
