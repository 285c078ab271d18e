package io.trainwatt.events.account;

import io.trainwatt.events.quantity.Energy;
import java.util.OptionalLong;

/**
 * What one activity used.
 *
 * @param idle the part of it used by nodes on which the run did nothing
 * @param durationMicros how long it lasted
 * @param capacityGigaflops floating-point operations that the accelerators could have done
 *     meanwhile at their peak; absent when one has no known peak or the run used none
 */
public record ActivityEnergy(
    Activity activity,
    Energy energy,
    Energy idle,
    long durationMicros,
    OptionalLong capacityGigaflops) {}
