package io.trainwatt.events.codec;

import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.wire.v1.Label;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Records of {@code trainwatt.runs}. Stateless; any thread. */
public final class RunFactsCodec {
  /** The most labels of a run. */
  public static final int MAX_LABELS = 64;

  /** The most characters of a label, name and value together. */
  public static final int MAX_LABEL_LENGTH = 1_024;

  private RunFactsCodec() {}

  /**
   * @throws MalformedRecord if the bytes are no valid row about a run
   */
  public static RunFacts decode(byte[] bytes) throws MalformedRecord {
    return Wire.decode(
        io.trainwatt.events.wire.v1.RunFacts.parser(), bytes, RunFactsCodec::fromWire);
  }

  private static RunFacts fromWire(io.trainwatt.events.wire.v1.RunFacts wire) {
    checkLabels(wire.getLabelsList());
    return new RunFacts(
        wire.getRun(),
        wire.getNode(),
        wire.getRevision(),
        wire.getName(),
        Wire.labels(wire.getLabelsList()),
        wire.getUser(),
        wire.getFoundBy(),
        wire.getStartedWallMicros(),
        wire.hasEndedWallMicros()
            ? OptionalLong.of(wire.getEndedWallMicros())
            : OptionalLong.empty(),
        WireEnums.of(wire.getState()),
        wire.hasExitCode() ? OptionalInt.of(wire.getExitCode()) : OptionalInt.empty(),
        List.copyOf(wire.getCommandList()),
        Wire.notNegative("world_size", wire.getWorldSize()));
  }

  // Labels are for people to tell runs apart by; every account, view and list carries them.
  private static void checkLabels(List<Label> labels) {
    if (labels.size() > MAX_LABELS) {
      throw new IllegalArgumentException(
          "labels are %d, at most %d are taken".formatted(labels.size(), MAX_LABELS));
    }
    for (Label label : labels) {
      if (label.getName().length() + label.getValue().length() > MAX_LABEL_LENGTH) {
        throw new IllegalArgumentException(
            "a label has over %d characters".formatted(MAX_LABEL_LENGTH));
      }
    }
  }

  /** The row as bytes. */
  public static byte[] encode(RunFacts facts) {
    io.trainwatt.events.wire.v1.RunFacts.Builder wire =
        io.trainwatt.events.wire.v1.RunFacts.newBuilder()
            .setRun(facts.run())
            .setNode(facts.node())
            .setRevision(facts.revision())
            .setName(facts.name())
            .addAllLabels(Wire.labels(facts.labels()))
            .setUser(facts.user())
            .setFoundBy(facts.foundBy())
            .setStartedWallMicros(facts.startedWallMicros())
            .setState(WireEnums.of(facts.state()))
            .addAllCommand(facts.command())
            .setWorldSize(facts.worldSize());
    facts.endedWallMicros().ifPresent(wire::setEndedWallMicros);
    facts.exitCode().ifPresent(wire::setExitCode);
    return wire.build().toByteArray();
  }
}
