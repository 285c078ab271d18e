package io.trainwatt.events.sample;

/**
 * From when on a device's counters grow without a break.
 *
 * @param id random
 * @param ordinal grows per node and device, from 1
 * @param startedWallMicros microseconds since 1970 UTC
 * @param reason why it began: "first start", "new boot", "driver reload", "store unreadable"
 */
public record Epoch(String id, long ordinal, long startedWallMicros, String reason) {
  public Epoch {
    Require.text("epoch.id", id);
    Require.notNegative("epoch.ordinal", ordinal);
  }
}
