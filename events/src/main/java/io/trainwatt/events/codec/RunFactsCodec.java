package io.trainwatt.events.codec;

import io.trainwatt.events.run.RunFacts;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Records of {@code trainwatt.runs}. Stateless; any thread. */
public final class RunFactsCodec {
  private RunFactsCodec() {}

  /**
   * @throws MalformedRecord if the bytes are no valid row about a run
   */
  public static RunFacts decode(byte[] bytes) throws MalformedRecord {
    return Wire.decode(
        io.trainwatt.events.wire.v1.RunFacts.parser(), bytes, RunFactsCodec::fromWire);
  }

  private static RunFacts fromWire(io.trainwatt.events.wire.v1.RunFacts wire) {
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
