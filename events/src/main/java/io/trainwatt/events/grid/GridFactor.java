package io.trainwatt.events.grid;

import io.trainwatt.events.topic.Topic;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Carbon intensity of a zone, or of a contract, for an interval.
 *
 * @param validToWallMicros absent: until another factor of the same series takes over
 * @param milligramsPerKilowattHour CO2, or CO2e, as {@code basis} says
 * @param coveredPpm of a contract: how much of the energy it covers
 * @param cluster of a contract: only nodes of this cluster; empty: every node in the zone
 * @param corrects what the same interval was said to be before, in milligrams
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
    OptionalInt coveredPpm,
    String cluster,
    FactorOrigin origin,
    OptionalLong corrects)
    implements GridEvent {
  /**
   * No electricity is as dirty: three times the worst coal plants, counted with all that feeds
   * them. What is above has another unit.
   */
  public static final long MAX_MILLIGRAMS = 5_000_000;

  private static final int WHOLE_PPM = 1_000_000;

  /**
   * @throws IllegalArgumentException naming what is missing or out of its range
   */
  public GridFactor {
    if (milligramsPerKilowattHour < 0 || milligramsPerKilowattHour > MAX_MILLIGRAMS) {
      throw new IllegalArgumentException(
          "milligrams_per_kilowatt_hour is outside 0 to %d: %s"
              .formatted(MAX_MILLIGRAMS, Long.toUnsignedString(milligramsPerKilowattHour)));
    }
    if (coveredPpm.isPresent()
        && (coveredPpm.getAsInt() < 0 || coveredPpm.getAsInt() > WHOLE_PPM)) {
      throw new IllegalArgumentException(
          "covered_ppm is outside 0 to 1000000: " + coveredPpm.getAsInt());
    }
    if (kind == IntensityKind.CONTRACT && coveredPpm.isEmpty()) {
      throw new IllegalArgumentException("covered_ppm is missing from a contract");
    }
    GridEvent.check(zone, source, cluster, validFromWallMicros, validToWallMicros);
  }

  /** Of the whole zone, live, for the first time. */
  public GridFactor(
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
    this(
        zone,
        source,
        kind,
        basis,
        validFromWallMicros,
        validToWallMicros,
        milligramsPerKilowattHour,
        estimated,
        zoneName,
        publishedWallMicros,
        coveredPpm,
        "",
        FactorOrigin.LIVE,
        OptionalLong.empty());
  }

  @Override
  public String key() {
    return Topic.key(zone, source, kind.name(), basis.name(), Long.toString(validFromWallMicros));
  }
}
