package io.trainwatt.agent;

import io.trainwatt.agent.attribution.NodeMeter;
import io.trainwatt.events.node.DeviceFacts;
import io.trainwatt.events.node.Finding;
import io.trainwatt.events.node.Hardware;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.sample.AgentInstance;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The node's row: made at the start and whenever something of it changed. */
final class NodeReport {

  private final NodeConfig config;
  private final AgentInstance instance;
  private final String version;
  private final Hardware hardware;
  private List<DeviceFacts> devices = List.of();
  private List<Finding> findings = List.of();
  private boolean said;

  NodeReport(NodeConfig config, AgentInstance instance, String version, Hardware hardware) {
    this.config = config;
    this.instance = instance;
    this.version = version;
    this.hardware = hardware;
  }

  /** The row, if it is not the one last taken. */
  Optional<NodeFacts> changed(NodeMeter meter, long wallMicros) {
    List<DeviceFacts> devicesNow = meter.facts();
    List<Finding> findingsNow = meter.findings();
    if (said && devicesNow.equals(devices) && findingsNow.equals(findings)) {
      return Optional.empty();
    }
    said = true;
    devices = devicesNow;
    findings = findingsNow;
    return Optional.of(
        new NodeFacts(
            config.id(),
            config.cluster(),
            config.name(),
            wallMicros,
            instance,
            version,
            config.zone(),
            config.puePpm(),
            config.tariff(),
            hardware,
            OptionalLong.empty(),
            devices,
            findings,
            config.waterMilliliters(),
            config.embodied()));
  }
}
