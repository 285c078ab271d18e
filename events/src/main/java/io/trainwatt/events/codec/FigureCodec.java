package io.trainwatt.events.codec;

import io.trainwatt.events.account.CarbonFactor;
import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.CostFigure;
import io.trainwatt.events.account.EmbodiedShare;
import io.trainwatt.events.account.FactorDetail;
import io.trainwatt.events.account.PriceLine;
import io.trainwatt.events.account.Restatement;
import io.trainwatt.events.account.WaterFigure;
import io.trainwatt.events.wire.v1.IntensityKind;
import java.util.Optional;

/** What an account makes of energy: carbon, cost, water. Stateless; any thread. */
final class FigureCodec {
  private FigureCodec() {}

  static CarbonFigure fromWire(io.trainwatt.events.wire.v1.CarbonFigure wire) {
    return new CarbonFigure(
        WireEnums.of(wire.getMethod()),
        Wire.notNegative("carbon.micrograms", wire.getMicrograms()),
        Wire.notNegative("carbon.plus_minus_micrograms", wire.getPlusMinusMicrograms()),
        wire.getFactorsList().stream().map(FigureCodec::fromWire).toList(),
        wire.getEmbodiedList().stream().map(FigureCodec::fromWire).toList());
  }

  static io.trainwatt.events.wire.v1.CarbonFigure toWire(CarbonFigure figure) {
    io.trainwatt.events.wire.v1.CarbonFigure.Builder wire =
        io.trainwatt.events.wire.v1.CarbonFigure.newBuilder()
            .setMethod(WireEnums.of(figure.method()))
            .setMicrograms(figure.micrograms())
            .setPlusMinusMicrograms(figure.plusMinusMicrograms());
    figure.factors().forEach(factor -> wire.addFactors(toWire(factor)));
    figure.embodied().forEach(share -> wire.addEmbodied(toWire(share)));
    return wire.build();
  }

  private static CarbonFactor fromWire(io.trainwatt.events.wire.v1.CarbonFactor wire) {
    return new CarbonFactor(
        wire.getZone(),
        wire.getZoneName(),
        wire.getSource(),
        Wire.notNegative(
            "factors.milligrams_per_kilowatt_hour", wire.getMilligramsPerKilowattHour()),
        wire.getAssumed(),
        Wire.notNegative("factors.pue_ppm", wire.getPuePpm()),
        wire.getPueAssumed(),
        Wire.energy(wire.getEnergyMicrojoules()),
        wire.getKind() == IntensityKind.INTENSITY_KIND_UNSPECIFIED
            ? Optional.empty()
            : Optional.of(detail(wire)));
  }

  private static FactorDetail detail(io.trainwatt.events.wire.v1.CarbonFactor wire) {
    return new FactorDetail(
        WireEnums.of(wire.getKind()),
        WireEnums.of(wire.getBasis()),
        WireEnums.of(wire.getOrigin()),
        Wire.energy(wire.getEstimatedMicrojoules()),
        Wire.energy(wire.getCorrectedMicrojoules()),
        Wire.notNegative(
            "factors.lowest_milligrams_per_kilowatt_hour",
            wire.getLowestMilligramsPerKilowattHour()),
        Wire.notNegative(
            "factors.highest_milligrams_per_kilowatt_hour",
            wire.getHighestMilligramsPerKilowattHour()));
  }

  private static io.trainwatt.events.wire.v1.CarbonFactor toWire(CarbonFactor factor) {
    io.trainwatt.events.wire.v1.CarbonFactor.Builder wire =
        io.trainwatt.events.wire.v1.CarbonFactor.newBuilder()
            .setZone(factor.zone())
            .setZoneName(factor.zoneName())
            .setSource(factor.source())
            .setMilligramsPerKilowattHour(factor.milligramsPerKilowattHour())
            .setAssumed(factor.assumed())
            .setPuePpm(factor.puePpm())
            .setPueAssumed(factor.pueAssumed())
            .setEnergyMicrojoules(factor.energy().microjoules());
    factor
        .detail()
        .ifPresent(
            detail ->
                wire.setKind(WireEnums.of(detail.kind()))
                    .setBasis(WireEnums.of(detail.basis()))
                    .setOrigin(WireEnums.of(detail.origin()))
                    .setEstimatedMicrojoules(detail.estimated().microjoules())
                    .setCorrectedMicrojoules(detail.corrected().microjoules())
                    .setLowestMilligramsPerKilowattHour(detail.lowestMilligrams())
                    .setHighestMilligramsPerKilowattHour(detail.highestMilligrams()));
    return wire.build();
  }

  private static EmbodiedShare fromWire(io.trainwatt.events.wire.v1.EmbodiedShare wire) {
    return new EmbodiedShare(
        wire.getNode(),
        wire.getSource(),
        Wire.notNegative("embodied.milligrams", wire.getMilligrams()),
        Wire.notNegative("embodied.lifetime_seconds", wire.getLifetimeSeconds()),
        Wire.notNegative("embodied.reserved_micros", wire.getReservedMicros()),
        wire.getAssumed());
  }

  private static io.trainwatt.events.wire.v1.EmbodiedShare toWire(EmbodiedShare share) {
    return io.trainwatt.events.wire.v1.EmbodiedShare.newBuilder()
        .setNode(share.node())
        .setSource(share.source())
        .setMilligrams(share.milligrams())
        .setLifetimeSeconds(share.lifetimeSeconds())
        .setReservedMicros(share.reservedMicros())
        .setAssumed(share.assumed())
        .build();
  }

  static CostFigure fromWire(io.trainwatt.events.wire.v1.CostFigure wire) {
    return new CostFigure(
        wire.getCurrency(),
        Wire.notNegative("cost.micros", wire.getMicros()),
        Wire.notNegative("cost.plus_minus_micros", wire.getPlusMinusMicros()),
        wire.getLinesList().stream().map(FigureCodec::fromWire).toList());
  }

  static io.trainwatt.events.wire.v1.CostFigure toWire(CostFigure figure) {
    io.trainwatt.events.wire.v1.CostFigure.Builder wire =
        io.trainwatt.events.wire.v1.CostFigure.newBuilder()
            .setCurrency(figure.currency())
            .setMicros(figure.micros())
            .setPlusMinusMicros(figure.plusMinusMicros());
    figure.lines().forEach(line -> wire.addLines(toWire(line)));
    return wire.build();
  }

  private static PriceLine fromWire(io.trainwatt.events.wire.v1.PriceLine wire) {
    return new PriceLine(
        wire.getSource(),
        Wire.notNegative("lines.micros_per_kilowatt_hour", wire.getMicrosPerKilowattHour()),
        Wire.notNegative(
            "lines.lowest_micros_per_kilowatt_hour", wire.getLowestMicrosPerKilowattHour()),
        Wire.notNegative(
            "lines.highest_micros_per_kilowatt_hour", wire.getHighestMicrosPerKilowattHour()),
        Wire.notNegative("lines.pue_ppm", wire.getPuePpm()),
        Wire.energy(wire.getEnergyMicrojoules()));
  }

  private static io.trainwatt.events.wire.v1.PriceLine toWire(PriceLine line) {
    return io.trainwatt.events.wire.v1.PriceLine.newBuilder()
        .setSource(line.source())
        .setMicrosPerKilowattHour(line.microsPerKilowattHour())
        .setLowestMicrosPerKilowattHour(line.lowestMicros())
        .setHighestMicrosPerKilowattHour(line.highestMicros())
        .setPuePpm(line.puePpm())
        .setEnergyMicrojoules(line.energy().microjoules())
        .build();
  }

  static WaterFigure fromWire(io.trainwatt.events.wire.v1.WaterFigure wire) {
    return new WaterFigure(
        Wire.notNegative("water.microliters", wire.getMicroliters()),
        Wire.notNegative("water.plus_minus_microliters", wire.getPlusMinusMicroliters()),
        Wire.energy(wire.getEnergyMicrojoules()));
  }

  static io.trainwatt.events.wire.v1.WaterFigure toWire(WaterFigure figure) {
    return io.trainwatt.events.wire.v1.WaterFigure.newBuilder()
        .setMicroliters(figure.microliters())
        .setPlusMinusMicroliters(figure.plusMinusMicroliters())
        .setEnergyMicrojoules(figure.energy().microjoules())
        .build();
  }

  static Restatement fromWire(io.trainwatt.events.wire.v1.Restatement wire) {
    return new Restatement(
        Wire.energy(wire.getEnergyMicrojoules()),
        wire.getSinceWallMicros(),
        wire.getPublishedWallMicros());
  }

  static io.trainwatt.events.wire.v1.Restatement toWire(Restatement restated) {
    return io.trainwatt.events.wire.v1.Restatement.newBuilder()
        .setEnergyMicrojoules(restated.energy().microjoules())
        .setSinceWallMicros(restated.sinceWallMicros())
        .setPublishedWallMicros(restated.publishedWallMicros())
        .build();
  }
}
