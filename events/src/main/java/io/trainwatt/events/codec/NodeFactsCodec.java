package io.trainwatt.events.codec;

import io.trainwatt.events.node.DeviceFacts;
import io.trainwatt.events.node.EmbodiedHardware;
import io.trainwatt.events.node.Finding;
import io.trainwatt.events.node.Hardware;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.node.Tariff;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Records of {@code trainwatt.nodes}. Stateless; any thread. */
public final class NodeFactsCodec {
  private NodeFactsCodec() {}

  /**
   * @throws MalformedRecord if the bytes are no valid row about a node
   */
  public static NodeFacts decode(byte[] bytes) throws MalformedRecord {
    return Wire.decode(
        io.trainwatt.events.wire.v1.NodeFacts.parser(), bytes, NodeFactsCodec::fromWire);
  }

  /** The row as bytes. */
  public static byte[] encode(NodeFacts facts) {
    return toWire(facts).toByteArray();
  }

  static NodeFacts fromWire(io.trainwatt.events.wire.v1.NodeFacts wire) {
    return new NodeFacts(
        wire.getNode(),
        wire.getCluster(),
        wire.getName(),
        wire.getWallMicros(),
        SampleCodec.fromWire(wire.getAgent()),
        wire.getAgentVersion(),
        wire.getZone().isEmpty() ? Optional.empty() : Optional.of(wire.getZone()),
        wire.hasPuePpm() ? OptionalInt.of(wire.getPuePpm()) : OptionalInt.empty(),
        wire.hasTariff()
            ? Optional.of(
                new Tariff(
                    wire.getTariff().getCurrency(),
                    Wire.notNegative(
                        "tariff.micros_per_kilowatt_hour",
                        wire.getTariff().getMicrosPerKilowattHour())))
            : Optional.empty(),
        new Hardware(
            wire.getHardware().getCpuModel(),
            wire.getHardware().getSockets(),
            wire.getHardware().getLogicalCpus(),
            wire.getHardware().getMemoryBytes(),
            wire.getHardware().getKernel(),
            wire.getHardware().getArchitecture()),
        wire.hasClockOffsetMicros()
            ? OptionalLong.of(wire.getClockOffsetMicros())
            : OptionalLong.empty(),
        wire.getDevicesList().stream().map(NodeFactsCodec::fromWire).toList(),
        wire.getFindingsList().stream()
            .map(f -> new Finding(f.getSubject(), f.getProblem(), f.getRemedy()))
            .toList(),
        wire.hasWaterMillilitersPerKilowattHour()
            ? OptionalInt.of(wire.getWaterMillilitersPerKilowattHour())
            : OptionalInt.empty(),
        wire.hasEmbodied()
            ? Optional.of(
                new EmbodiedHardware(
                    wire.getEmbodied().getMilligrams(), wire.getEmbodied().getLifetimeSeconds()))
            : Optional.empty());
  }

  private static DeviceFacts fromWire(io.trainwatt.events.wire.v1.DeviceFacts wire) {
    return new DeviceFacts(
        wire.getDevice(),
        WireEnums.of(wire.getComponent()),
        wire.getModel(),
        wire.getSource(),
        wire.getInTotal(),
        wire.getInTotalReason(),
        wire.hasPowerBoundMilliwatts()
            ? Optional.of(Wire.power(wire.getPowerBoundMilliwatts()))
            : Optional.empty(),
        wire.getQualitiesList().stream().map(WireEnums::of).toList(),
        wire.getMethod());
  }

  static io.trainwatt.events.wire.v1.NodeFacts toWire(NodeFacts facts) {
    io.trainwatt.events.wire.v1.NodeFacts.Builder wire =
        io.trainwatt.events.wire.v1.NodeFacts.newBuilder()
            .setNode(facts.node())
            .setCluster(facts.cluster())
            .setName(facts.name())
            .setWallMicros(facts.wallMicros())
            .setAgent(SampleCodec.toWire(facts.agent()))
            .setAgentVersion(facts.agentVersion())
            .setHardware(
                io.trainwatt.events.wire.v1.Hardware.newBuilder()
                    .setCpuModel(facts.hardware().cpuModel())
                    .setSockets(facts.hardware().sockets())
                    .setLogicalCpus(facts.hardware().logicalCpus())
                    .setMemoryBytes(facts.hardware().memoryBytes())
                    .setKernel(facts.hardware().kernel())
                    .setArchitecture(facts.hardware().architecture()));
    facts.zone().ifPresent(wire::setZone);
    facts.puePpm().ifPresent(wire::setPuePpm);
    facts
        .tariff()
        .ifPresent(
            tariff ->
                wire.setTariff(
                    io.trainwatt.events.wire.v1.Tariff.newBuilder()
                        .setCurrency(tariff.currency())
                        .setMicrosPerKilowattHour(tariff.microsPerKilowattHour())));
    facts.clockOffsetMicros().ifPresent(wire::setClockOffsetMicros);
    facts.waterMilliliters().ifPresent(wire::setWaterMillilitersPerKilowattHour);
    facts
        .embodied()
        .ifPresent(
            embodied ->
                wire.setEmbodied(
                    io.trainwatt.events.wire.v1.EmbodiedHardware.newBuilder()
                        .setMilligrams(embodied.milligrams())
                        .setLifetimeSeconds(embodied.lifetimeSeconds())));
    facts.devices().forEach(device -> wire.addDevices(toWire(device)));
    for (Finding finding : facts.findings()) {
      wire.addFindings(
          io.trainwatt.events.wire.v1.Finding.newBuilder()
              .setSubject(finding.subject())
              .setProblem(finding.problem())
              .setRemedy(finding.remedy()));
    }
    return wire.build();
  }

  private static io.trainwatt.events.wire.v1.DeviceFacts toWire(DeviceFacts device) {
    io.trainwatt.events.wire.v1.DeviceFacts.Builder wire =
        io.trainwatt.events.wire.v1.DeviceFacts.newBuilder()
            .setDevice(device.device())
            .setComponent(WireEnums.of(device.component()))
            .setModel(device.model())
            .setSource(device.source())
            .setInTotal(device.inTotal())
            .setInTotalReason(device.inTotalReason())
            .setMethod(device.method());
    device.powerBound().ifPresent(bound -> wire.setPowerBoundMilliwatts(bound.milliwatts()));
    device.qualities().forEach(quality -> wire.addQualities(WireEnums.of(quality)));
    return wire.build();
  }
}
