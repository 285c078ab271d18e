package io.trainwatt.pipeline;

import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.FactorOrigin;
import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.grid.GridPrice;
import io.trainwatt.events.grid.IntensityKind;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Grid events, for tests. Times are seconds after {@link Fleet#START_MICROS}. */
public final class GridBench {
  private GridBench() {}

  /** The grid's mean, live, published when its interval ended. */
  public static GridFactor average(String zone, long from, long to, long grams) {
    return factor(zone, "live", IntensityKind.AVERAGE, from, to, grams, to);
  }

  public static GridFactor factor(
      String zone,
      String source,
      IntensityKind kind,
      long from,
      long to,
      long grams,
      long published) {
    return new GridFactor(
        zone,
        source,
        kind,
        EmissionBasis.LIFECYCLE,
        Fleet.micros(from),
        OptionalLong.of(Fleet.micros(to)),
        grams * 1_000,
        false,
        "",
        Fleet.micros(published),
        OptionalInt.empty());
  }

  /** A contract that covers a share of a zone's energy. */
  public static GridFactor contract(
      String zone, String name, String cluster, long from, long to, int ppm, long grams) {
    return new GridFactor(
        zone,
        name,
        IntensityKind.CONTRACT,
        EmissionBasis.LIFECYCLE,
        Fleet.micros(from),
        OptionalLong.of(Fleet.micros(to)),
        grams * 1_000,
        false,
        "",
        Fleet.micros(from),
        OptionalInt.of(ppm),
        cluster,
        FactorOrigin.FILE,
        OptionalLong.empty());
  }

  /** The same interval with another value, published later. */
  public static GridFactor corrected(GridFactor before, long grams, long published) {
    return new GridFactor(
        before.zone(),
        before.source(),
        before.kind(),
        before.basis(),
        before.validFromWallMicros(),
        before.validToWallMicros(),
        grams * 1_000,
        before.estimated(),
        before.zoneName(),
        Fleet.micros(published),
        before.coveredPpm(),
        before.cluster(),
        before.origin(),
        OptionalLong.of(before.milligramsPerKilowattHour()));
  }

  public static GridPrice price(String zone, long from, long to, long cents) {
    return new GridPrice(
        zone,
        "tariff",
        FactorOrigin.FILE,
        "",
        Fleet.micros(from),
        OptionalLong.of(Fleet.micros(to)),
        "EUR",
        cents * 10_000,
        Fleet.micros(from),
        OptionalLong.empty());
  }
}
