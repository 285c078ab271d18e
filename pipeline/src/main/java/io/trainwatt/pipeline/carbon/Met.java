package io.trainwatt.pipeline.carbon;

import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.FactorOrigin;
import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.grid.IntensityKind;

/**
 * A factor as energy meets it.
 *
 * @param estimated the provider's estimate, or carried on from earlier
 * @param assumed nobody said it of this zone: it stands in
 */
record Met(
    String zone,
    String zoneName,
    String source,
    IntensityKind kind,
    EmissionBasis basis,
    FactorOrigin origin,
    long milligrams,
    boolean estimated,
    boolean assumed,
    boolean corrected,
    long publishedWallMicros) {

  static Met of(Series.Version<GridFactor> version, boolean carried) {
    GridFactor factor = version.event();
    return new Met(
        factor.zone(),
        factor.zoneName().isEmpty() ? factor.zone() : factor.zoneName(),
        factor.source(),
        factor.kind(),
        factor.basis(),
        factor.origin(),
        factor.milligramsPerKilowattHour(),
        factor.estimated() || carried,
        false,
        version.corrected(),
        factor.publishedWallMicros());
  }

  static Met of(GridMean mean) {
    return new Met(
        mean.zone(),
        mean.name(),
        mean.source(),
        IntensityKind.AVERAGE,
        mean.source().contains("lifecycle") ? EmissionBasis.LIFECYCLE : EmissionBasis.DIRECT,
        FactorOrigin.STATIC,
        mean.milligramsPerKilowattHour(),
        false,
        false,
        false,
        0);
  }

  Met standingIn(String why) {
    return new Met(
        zone,
        zoneName,
        why.isEmpty() ? source : why + "; " + source,
        kind,
        basis,
        origin,
        milligrams,
        estimated,
        true,
        corrected,
        publishedWallMicros);
  }
}
