package io.trainwatt.events.account;

import io.trainwatt.events.quantity.Energy;

/**
 * A factor that went into a figure.
 *
 * @param assumed nobody configured the zone: it is a stated default
 * @param puePpm applied once to the IT energy
 * @param energy how much IT energy it met
 */
public record CarbonFactor(
    String zone,
    String zoneName,
    String source,
    long milligramsPerKilowattHour,
    boolean assumed,
    int puePpm,
    boolean pueAssumed,
    Energy energy) {}
