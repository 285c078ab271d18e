package io.trainwatt.events.account;

import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Energy;
import java.util.OptionalLong;

/**
 * Energy between two times, and the work done between them.
 *
 * @param durationMicros how much of the time belongs to it
 * @param capacityGigaflops as of {@link ActivityEnergy}
 */
public record Stretch(
    long fromWallMicros,
    long toWallMicros,
    long durationMicros,
    Energy energy,
    Work work,
    OptionalLong capacityGigaflops) {}
