package io.trainwatt.events.codec;

import io.trainwatt.events.grid.GridFactor;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Records of {@code trainwatt.grid}. Stateless; any thread. */
public final class GridFactorCodec {
  private GridFactorCodec() {}

  /**
   * @throws MalformedRecord if the bytes are no valid factor
   */
  public static GridFactor decode(byte[] bytes) throws MalformedRecord {
    return Wire.decode(
        io.trainwatt.events.wire.v1.GridFactor.parser(), bytes, GridFactorCodec::fromWire);
  }

  private static GridFactor fromWire(io.trainwatt.events.wire.v1.GridFactor wire) {
    return new GridFactor(
        wire.getZone(),
        wire.getSource(),
        WireEnums.of(wire.getKind()),
        WireEnums.of(wire.getBasis()),
        wire.getValidFromWallMicros(),
        wire.hasValidToWallMicros()
            ? OptionalLong.of(wire.getValidToWallMicros())
            : OptionalLong.empty(),
        wire.getMilligramsPerKilowattHour(),
        wire.getEstimated(),
        wire.getZoneName(),
        wire.getPublishedWallMicros(),
        wire.hasCoveredPpm()
            ? OptionalInt.of(Wire.notNegative("covered_ppm", wire.getCoveredPpm()))
            : OptionalInt.empty());
  }

  /** The factor as bytes. */
  public static byte[] encode(GridFactor factor) {
    io.trainwatt.events.wire.v1.GridFactor.Builder wire =
        io.trainwatt.events.wire.v1.GridFactor.newBuilder()
            .setZone(factor.zone())
            .setSource(factor.source())
            .setKind(WireEnums.of(factor.kind()))
            .setBasis(WireEnums.of(factor.basis()))
            .setValidFromWallMicros(factor.validFromWallMicros())
            .setMilligramsPerKilowattHour(factor.milligramsPerKilowattHour())
            .setEstimated(factor.estimated())
            .setZoneName(factor.zoneName())
            .setPublishedWallMicros(factor.publishedWallMicros());
    factor.validToWallMicros().ifPresent(wire::setValidToWallMicros);
    factor.coveredPpm().ifPresent(wire::setCoveredPpm);
    return wire.build().toByteArray();
  }
}
