package io.trainwatt.events.account;

import io.trainwatt.events.quantity.Energy;

/**
 * Figures rest on factors that were corrected after they had first been said.
 *
 * @param energy that met them
 * @param sinceWallMicros start of the oldest interval that was restated
 * @param publishedWallMicros when the newest of these corrections was published
 */
public record Restatement(Energy energy, long sinceWallMicros, long publishedWallMicros) {}
