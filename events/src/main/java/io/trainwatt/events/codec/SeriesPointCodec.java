package io.trainwatt.events.codec;

import io.trainwatt.events.account.ProgressPoint;
import io.trainwatt.events.account.SeriesPoint;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Records of {@code trainwatt.series}. Stateless; any thread. */
public final class SeriesPointCodec {
  private SeriesPointCodec() {}

  /**
   * @throws MalformedRecord if the bytes are no valid point
   */
  public static SeriesPoint decode(byte[] bytes) throws MalformedRecord {
    return Wire.read(bytes, SeriesPointReader::read);
  }

  static ProgressPoint fromWire(io.trainwatt.events.wire.v1.ProgressPoint wire) {
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
    return SeriesPointWriter.write(point, point.progress().map(SeriesPointCodec::toWire));
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
