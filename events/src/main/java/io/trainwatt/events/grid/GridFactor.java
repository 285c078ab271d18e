package io.trainwatt.events.grid;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Carbon intensity of a zone for an interval.
 *
 * @param validToWallMicros absent: until another factor takes over
 * @param coveredPpm of a contract: how much of a subject's energy it covers
 */
public record GridFactor(
    String zone,
    String source,
    IntensityKind kind,
    EmissionBasis basis,
    long validFromWallMicros,
    OptionalLong validToWallMicros,
    long milligramsPerKilowattHour,
    boolean estimated,
    String zoneName,
    long publishedWallMicros,
    OptionalInt coveredPpm) {

  /**
   * @throws IllegalArgumentException if the zone is missing or the intensity negative
   */
  public GridFactor {
    if (zone.isEmpty()) {
      throw new IllegalArgumentException("zone is empty");
    }
    if (milligramsPerKilowattHour < 0) {
      throw new IllegalArgumentException("intensity is negative: " + milligramsPerKilowattHour);
    }
  }
}
