package io.trainwatt.events.codec;

import io.trainwatt.events.account.DeviceGauges;
import io.trainwatt.events.account.ProgressPoint;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.SliceEntry;
import io.trainwatt.events.account.Subject;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Records of {@code trainwatt.series}. Stateless; any thread. */
public final class SeriesPointCodec {
  private SeriesPointCodec() {}

  /**
   * @throws MalformedRecord if the bytes are no valid point
   */
  public static SeriesPoint decode(byte[] bytes) throws MalformedRecord {
    return Wire.decode(
        io.trainwatt.events.wire.v1.SeriesPoint.parser(), bytes, SeriesPointCodec::fromWire);
  }

  private static SeriesPoint fromWire(io.trainwatt.events.wire.v1.SeriesPoint wire) {
    return new SeriesPoint(
        Subject.parse(wire.getSubject()),
        wire.getNode(),
        wire.getFromWallMicros(),
        wire.getToWallMicros(),
        wire.getSlicesList().stream().map(SeriesPointCodec::fromWire).toList(),
        Wire.energy(wire.getTotalMicrojoules()),
        wire.getGaugesList().stream().map(SeriesPointCodec::fromWire).toList(),
        wire.hasProgress() ? Optional.of(fromWire(wire.getProgress())) : Optional.empty());
  }

  private static SliceEntry fromWire(io.trainwatt.events.wire.v1.SliceEntry wire) {
    return new SliceEntry(
        wire.getDevice(),
        WireEnums.of(wire.getComponent()),
        WireEnums.of(wire.getQuality()),
        wire.getInTotal(),
        Wire.energy(wire.getEnergyMicrojoules()),
        Wire.energy(wire.getUnattributedMicrojoules()));
  }

  private static DeviceGauges fromWire(io.trainwatt.events.wire.v1.DeviceGauges wire) {
    return new DeviceGauges(
        wire.getDevice(),
        WireEnums.of(wire.getComponent()),
        wire.hasPowerMilliwatts()
            ? Optional.of(Wire.power(wire.getPowerMilliwatts()))
            : Optional.empty(),
        wire.hasUtilizationPpm()
            ? OptionalInt.of(Wire.notNegative("gauges.utilization_ppm", wire.getUtilizationPpm()))
            : OptionalInt.empty(),
        wire.hasMemoryUsedBytes()
            ? OptionalLong.of(
                Wire.notNegative("gauges.memory_used_bytes", wire.getMemoryUsedBytes()))
            : OptionalLong.empty(),
        wire.hasTemperatureMillicelsius()
            ? OptionalInt.of(wire.getTemperatureMillicelsius())
            : OptionalInt.empty());
  }

  private static ProgressPoint fromWire(io.trainwatt.events.wire.v1.ProgressPoint wire) {
    return new ProgressPoint(
        wire.hasStep()
            ? OptionalLong.of(Wire.notNegative("progress.step", wire.getStep()))
            : OptionalLong.empty(),
        ProgressCodec.fromWire(wire.getWork()),
        wire.hasLoss() ? Optional.of(Wire.loss(wire.getLoss())) : Optional.empty(),
        wire.hasValidationLoss()
            ? Optional.of(Wire.loss(wire.getValidationLoss()))
            : Optional.empty(),
        wire.hasLearningRate() ? OptionalDouble.of(wire.getLearningRate()) : OptionalDouble.empty(),
        WireEnums.of(wire.getPhase()));
  }

  /** The point as bytes. */
  public static byte[] encode(SeriesPoint point) {
    io.trainwatt.events.wire.v1.SeriesPoint.Builder wire =
        io.trainwatt.events.wire.v1.SeriesPoint.newBuilder()
            .setSubject(point.subject().key())
            .setNode(point.node())
            .setFromWallMicros(point.fromWallMicros())
            .setToWallMicros(point.toWallMicros())
            .setTotalMicrojoules(point.total().microjoules());
    point.slices().forEach(slice -> wire.addSlices(toWire(slice)));
    point.gauges().forEach(gauges -> wire.addGauges(toWire(gauges)));
    point.progress().ifPresent(progress -> wire.setProgress(toWire(progress)));
    return wire.build().toByteArray();
  }

  private static io.trainwatt.events.wire.v1.SliceEntry toWire(SliceEntry slice) {
    return io.trainwatt.events.wire.v1.SliceEntry.newBuilder()
        .setDevice(slice.device())
        .setComponent(WireEnums.of(slice.component()))
        .setQuality(WireEnums.of(slice.quality()))
        .setInTotal(slice.inTotal())
        .setEnergyMicrojoules(slice.energy().microjoules())
        .setUnattributedMicrojoules(slice.unattributed().microjoules())
        .build();
  }

  private static io.trainwatt.events.wire.v1.DeviceGauges toWire(DeviceGauges gauges) {
    io.trainwatt.events.wire.v1.DeviceGauges.Builder wire =
        io.trainwatt.events.wire.v1.DeviceGauges.newBuilder()
            .setDevice(gauges.device())
            .setComponent(WireEnums.of(gauges.component()));
    gauges.power().ifPresent(power -> wire.setPowerMilliwatts(power.milliwatts()));
    gauges.utilizationPpm().ifPresent(wire::setUtilizationPpm);
    gauges.memoryUsedBytes().ifPresent(wire::setMemoryUsedBytes);
    gauges.temperatureMillicelsius().ifPresent(wire::setTemperatureMillicelsius);
    return wire.build();
  }

  private static io.trainwatt.events.wire.v1.ProgressPoint toWire(ProgressPoint progress) {
    io.trainwatt.events.wire.v1.ProgressPoint.Builder wire =
        io.trainwatt.events.wire.v1.ProgressPoint.newBuilder()
            .setWork(ProgressCodec.toWire(progress.work()))
            .setPhase(WireEnums.of(progress.phase()));
    progress.step().ifPresent(wire::setStep);
    progress.loss().ifPresent(loss -> wire.setLoss(Wire.loss(loss)));
    progress.validationLoss().ifPresent(loss -> wire.setValidationLoss(Wire.loss(loss)));
    progress.learningRate().ifPresent(wire::setLearningRate);
    return wire.build();
  }
}
