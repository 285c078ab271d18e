package io.trainwatt.events.account;

import io.trainwatt.events.quantity.Energy;

/**
 * A price that went into a cost.
 *
 * @param microsPerKilowattHour the mean over the energy it met, in millionths of the currency
 * @param puePpm applied once to the IT energy
 * @param energy how much IT energy it met
 */
public record PriceLine(
    String source,
    long microsPerKilowattHour,
    long lowestMicros,
    long highestMicros,
    int puePpm,
    Energy energy) {}
