package io.trainwatt.events.codec;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.wire.v1.LossValue;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Records of {@code trainwatt.progress}. Stateless; any thread. */
public final class ProgressCodec {
  private static final double MAX_LOSS = 1e100;

  private ProgressCodec() {}

  /**
   * @throws MalformedRecord if the bytes are no valid progress
   */
  public static Progress decode(byte[] bytes) throws MalformedRecord {
    return Wire.decode(
        io.trainwatt.events.wire.v1.Progress.parser(), bytes, ProgressCodec::fromWire);
  }

  private static Progress fromWire(io.trainwatt.events.wire.v1.Progress wire) {
    return new Progress(
        wire.getRun(),
        wire.getNode(),
        wire.getBoot(),
        wire.getSequence(),
        wire.getMonotonicNanos(),
        wire.getWallMicros(),
        wire.getRank(),
        Wire.notNegative("world_size", wire.getWorldSize()),
        WireEnums.of(wire.getScope()),
        wire.getSource(),
        wire.hasStep()
            ? OptionalLong.of(Wire.notNegative("step", wire.getStep()))
            : OptionalLong.empty(),
        fromWire(wire.getWork()),
        wire.hasLoss() ? Optional.of(loss("loss", wire.getLoss())) : Optional.empty(),
        wire.hasValidationLoss()
            ? Optional.of(loss("validation_loss", wire.getValidationLoss()))
            : Optional.empty(),
        wire.hasLearningRate() ? OptionalDouble.of(wire.getLearningRate()) : OptionalDouble.empty(),
        WireEnums.of(wire.getPhase()),
        wire.hasPlannedSteps()
            ? OptionalLong.of(Wire.notNegative("planned_steps", wire.getPlannedSteps()))
            : OptionalLong.empty(),
        wire.hasParameters()
            ? OptionalLong.of(Wire.notNegative("parameters", wire.getParameters()))
            : OptionalLong.empty(),
        wire.hasActiveParameters()
            ? OptionalLong.of(Wire.notNegative("active_parameters", wire.getActiveParameters()))
            : OptionalLong.empty(),
        wire.hasEpoch() ? OptionalDouble.of(wire.getEpoch()) : OptionalDouble.empty());
  }

  // Further on, losses are squared and summed. What is larger is an error of the program that says
  // it: a loss that diverged is infinite or no number long before.
  private static Loss loss(String field, LossValue wire) {
    Loss loss = Wire.loss(wire);
    if (loss instanceof Loss.Finite(double value) && Math.abs(value) > MAX_LOSS) {
      throw new IllegalArgumentException("%s is beyond +-%s: %s".formatted(field, MAX_LOSS, value));
    }
    return loss;
  }

  /** The record as bytes. */
  public static byte[] encode(Progress progress) {
    io.trainwatt.events.wire.v1.Progress.Builder wire =
        io.trainwatt.events.wire.v1.Progress.newBuilder()
            .setRun(progress.run())
            .setNode(progress.node())
            .setBoot(progress.boot())
            .setSequence(progress.sequence())
            .setMonotonicNanos(progress.monotonicNanos())
            .setWallMicros(progress.wallMicros())
            .setRank(progress.rank())
            .setWorldSize(progress.worldSize())
            .setScope(WireEnums.of(progress.scope()))
            .setSource(progress.source())
            .setWork(toWire(progress.work()))
            .setPhase(WireEnums.of(progress.phase()));
    progress.step().ifPresent(wire::setStep);
    progress.loss().ifPresent(loss -> wire.setLoss(Wire.loss(loss)));
    progress.validationLoss().ifPresent(loss -> wire.setValidationLoss(Wire.loss(loss)));
    progress.learningRate().ifPresent(wire::setLearningRate);
    progress.plannedSteps().ifPresent(wire::setPlannedSteps);
    progress.parameters().ifPresent(wire::setParameters);
    progress.activeParameters().ifPresent(wire::setActiveParameters);
    progress.epoch().ifPresent(wire::setEpoch);
    return wire.build().toByteArray();
  }

  static Work fromWire(io.trainwatt.events.wire.v1.Work wire) {
    return new Work(
        wire.hasSteps() ? OptionalLong.of(wire.getSteps()) : OptionalLong.empty(),
        wire.hasTokens() ? OptionalLong.of(wire.getTokens()) : OptionalLong.empty(),
        wire.hasSamples() ? OptionalLong.of(wire.getSamples()) : OptionalLong.empty(),
        wire.hasGigaflops() ? OptionalLong.of(wire.getGigaflops()) : OptionalLong.empty());
  }

  static io.trainwatt.events.wire.v1.Work toWire(Work work) {
    io.trainwatt.events.wire.v1.Work.Builder wire = io.trainwatt.events.wire.v1.Work.newBuilder();
    work.steps().ifPresent(wire::setSteps);
    work.tokens().ifPresent(wire::setTokens);
    work.samples().ifPresent(wire::setSamples);
    work.gigaflops().ifPresent(wire::setGigaflops);
    return wire.build();
  }
}
