package io.trainwatt.events.node;

import io.trainwatt.events.sample.AgentInstance;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is true of a node until its agent says otherwise.
 *
 * @param node {@code cluster/name}
 * @param zone grid zone of the carbon table; absent when nobody configured one
 * @param puePpm power usage effectiveness, parts per million of IT energy; absent when not set
 * @param clockOffsetMicros node wall clock minus a reference; absent when none was seen
 * @param waterMilliliters water usage effectiveness, for a kWh of IT energy; absent when not set
 * @param embodied absent when not set: a table stands in
 */
public record NodeFacts(
    String node,
    String cluster,
    String name,
    long wallMicros,
    AgentInstance agent,
    String agentVersion,
    Optional<String> zone,
    OptionalInt puePpm,
    Optional<Tariff> tariff,
    Hardware hardware,
    OptionalLong clockOffsetMicros,
    List<DeviceFacts> devices,
    List<Finding> findings,
    OptionalInt waterMilliliters,
    Optional<EmbodiedHardware> embodied) {

  /**
   * @throws IllegalArgumentException if the node has no name, the PUE is below 1 or a figure
   *     negative
   */
  public NodeFacts {
    if (node.isEmpty()) {
      throw new IllegalArgumentException("node is empty");
    }
    if (puePpm.isPresent() && puePpm.getAsInt() < 1_000_000) {
      throw new IllegalArgumentException("pue_ppm is below 1000000: " + puePpm.getAsInt());
    }
    devices = List.copyOf(devices);
    if (waterMilliliters.isPresent() && waterMilliliters.getAsInt() < 0) {
      throw new IllegalArgumentException(
          "water_milliliters_per_kilowatt_hour is out of range: " + waterMilliliters.getAsInt());
    }
    findings = List.copyOf(findings);
  }

  /** Of which neither water nor hardware was configured. */
  public NodeFacts(
      String node,
      String cluster,
      String name,
      long wallMicros,
      AgentInstance agent,
      String agentVersion,
      Optional<String> zone,
      OptionalInt puePpm,
      Optional<Tariff> tariff,
      Hardware hardware,
      OptionalLong clockOffsetMicros,
      List<DeviceFacts> devices,
      List<Finding> findings) {
    this(
        node,
        cluster,
        name,
        wallMicros,
        agent,
        agentVersion,
        zone,
        puePpm,
        tariff,
        hardware,
        clockOffsetMicros,
        devices,
        findings,
        OptionalInt.empty(),
        Optional.empty());
  }
}
