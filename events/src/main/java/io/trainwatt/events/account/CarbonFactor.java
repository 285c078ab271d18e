package io.trainwatt.events.account;

import io.trainwatt.events.quantity.Energy;
import java.util.Optional;

/**
 * A factor that went into a figure.
 *
 * @param milligramsPerKilowattHour the mean over the energy it met, where it changed over time
 * @param assumed nobody configured the zone: it is a stated default
 * @param puePpm applied once to the IT energy
 * @param energy how much IT energy it met
 * @param detail absent in records of the first version
 */
public record CarbonFactor(
    String zone,
    String zoneName,
    String source,
    long milligramsPerKilowattHour,
    boolean assumed,
    int puePpm,
    boolean pueAssumed,
    Energy energy,
    Optional<FactorDetail> detail) {

  /** Without detail. */
  public CarbonFactor(
      String zone,
      String zoneName,
      String source,
      long milligramsPerKilowattHour,
      boolean assumed,
      int puePpm,
      boolean pueAssumed,
      Energy energy) {
    this(
        zone,
        zoneName,
        source,
        milligramsPerKilowattHour,
        assumed,
        puePpm,
        pueAssumed,
        energy,
        Optional.empty());
  }
}
