package io.trainwatt.events.codec;

import io.trainwatt.events.grid.GridEvent;
import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.grid.GridPrice;
import io.trainwatt.events.wire.v1.EmissionBasis;
import io.trainwatt.events.wire.v1.IntensityKind;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Records of {@code trainwatt.grid}. Stateless; any thread. */
public final class GridCodec {
  private GridCodec() {}

  /**
   * @throws MalformedRecord if the bytes are no valid factor and no valid price
   */
  public static GridEvent decode(byte[] bytes) throws MalformedRecord {
    return Wire.decode(io.trainwatt.events.wire.v1.GridFactor.parser(), bytes, GridCodec::fromWire);
  }

  private static GridEvent fromWire(io.trainwatt.events.wire.v1.GridFactor wire) {
    return wire.getKind() == IntensityKind.INTENSITY_KIND_PRICE ? price(wire) : factor(wire);
  }

  private static GridFactor factor(io.trainwatt.events.wire.v1.GridFactor wire) {
    return new GridFactor(
        wire.getZone(),
        wire.getSource(),
        WireEnums.of(wire.getKind()),
        WireEnums.of(wire.getBasis()),
        wire.getValidFromWallMicros(),
        validTo(wire),
        wire.getMilligramsPerKilowattHour(),
        wire.getEstimated(),
        wire.getZoneName(),
        wire.getPublishedWallMicros(),
        wire.hasCoveredPpm()
            ? OptionalInt.of(Wire.notNegative("covered_ppm", wire.getCoveredPpm()))
            : OptionalInt.empty(),
        wire.getCluster(),
        WireEnums.of(wire.getOrigin()),
        wire.hasCorrectsMilligramsPerKilowattHour()
            ? OptionalLong.of(
                Wire.notNegative(
                    "corrects_milligrams_per_kilowatt_hour",
                    wire.getCorrectsMilligramsPerKilowattHour()))
            : OptionalLong.empty());
  }

  private static GridPrice price(io.trainwatt.events.wire.v1.GridFactor wire) {
    if (wire.getBasis() != EmissionBasis.EMISSION_BASIS_UNSPECIFIED) {
      throw new IllegalArgumentException("a price has no emission_basis");
    }
    return new GridPrice(
        wire.getZone(),
        wire.getSource(),
        WireEnums.of(wire.getOrigin()),
        wire.getCluster(),
        wire.getValidFromWallMicros(),
        validTo(wire),
        wire.getPrice().getCurrency(),
        wire.getPrice().getMicrosPerKilowattHour(),
        wire.getPublishedWallMicros(),
        wire.getPrice().hasCorrectsMicrosPerKilowattHour()
            ? OptionalLong.of(
                Wire.notNegative(
                    "corrects_micros_per_kilowatt_hour",
                    wire.getPrice().getCorrectsMicrosPerKilowattHour()))
            : OptionalLong.empty());
  }

  private static OptionalLong validTo(io.trainwatt.events.wire.v1.GridFactor wire) {
    return wire.hasValidToWallMicros()
        ? OptionalLong.of(wire.getValidToWallMicros())
        : OptionalLong.empty();
  }

  /** The event as bytes. */
  public static byte[] encode(GridEvent event) {
    io.trainwatt.events.wire.v1.GridFactor.Builder wire =
        io.trainwatt.events.wire.v1.GridFactor.newBuilder()
            .setZone(event.zone())
            .setSource(event.source())
            .setOrigin(WireEnums.of(event.origin()))
            .setCluster(event.cluster())
            .setValidFromWallMicros(event.validFromWallMicros())
            .setPublishedWallMicros(event.publishedWallMicros());
    event.validToWallMicros().ifPresent(wire::setValidToWallMicros);
    switch (event) {
      case GridFactor factor -> add(factor, wire);
      case GridPrice price -> add(price, wire);
    }
    return wire.build().toByteArray();
  }

  private static void add(GridFactor factor, io.trainwatt.events.wire.v1.GridFactor.Builder wire) {
    wire.setKind(WireEnums.of(factor.kind()))
        .setBasis(WireEnums.of(factor.basis()))
        .setMilligramsPerKilowattHour(factor.milligramsPerKilowattHour())
        .setEstimated(factor.estimated())
        .setZoneName(factor.zoneName());
    factor.coveredPpm().ifPresent(wire::setCoveredPpm);
    factor.corrects().ifPresent(wire::setCorrectsMilligramsPerKilowattHour);
  }

  private static void add(GridPrice price, io.trainwatt.events.wire.v1.GridFactor.Builder wire) {
    io.trainwatt.events.wire.v1.GridPrice.Builder said =
        io.trainwatt.events.wire.v1.GridPrice.newBuilder()
            .setCurrency(price.currency())
            .setMicrosPerKilowattHour(price.microsPerKilowattHour());
    price.correctsMicros().ifPresent(said::setCorrectsMicrosPerKilowattHour);
    wire.setKind(IntensityKind.INTENSITY_KIND_PRICE).setPrice(said);
  }
}
