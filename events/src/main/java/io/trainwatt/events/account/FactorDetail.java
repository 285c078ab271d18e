package io.trainwatt.events.account;

import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.FactorOrigin;
import io.trainwatt.events.grid.IntensityKind;
import io.trainwatt.events.quantity.Energy;

/**
 * What kind of factor it was, and what it was like over time.
 *
 * @param estimated energy met by estimates and by values carried on from earlier
 * @param corrected energy met by values that were corrected since they were first said
 * @param lowestMilligrams the lowest intensity for a kilowatt-hour
 * @param highestMilligrams the highest
 */
public record FactorDetail(
    IntensityKind kind,
    EmissionBasis basis,
    FactorOrigin origin,
    Energy estimated,
    Energy corrected,
    long lowestMilligrams,
    long highestMilligrams) {}
