package io.trainwatt.agent;

import io.trainwatt.events.node.EmbodiedHardware;
import io.trainwatt.events.node.Tariff;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the operator says of this node.
 *
 * @param cluster first part of the node's id
 * @param name second part
 * @param zone grid zone of the carbon table
 * @param puePpm power usage effectiveness, parts per million of IT energy
 * @param tariff what a kilowatt-hour costs
 * @param waterMilliliters water usage effectiveness, for a kilowatt-hour of IT energy
 * @param embodied what making the node emitted
 */
record NodeConfig(
    String cluster,
    String name,
    Optional<String> zone,
    OptionalInt puePpm,
    Optional<Tariff> tariff,
    OptionalInt waterMilliliters,
    Optional<EmbodiedHardware> embodied) {

  /** One that says nothing of water and hardware. */
  NodeConfig(
      String cluster,
      String name,
      Optional<String> zone,
      OptionalInt puePpm,
      Optional<Tariff> tariff) {
    this(cluster, name, zone, puePpm, tariff, OptionalInt.empty(), Optional.empty());
  }

  /** As every record names it: {@code cluster/name}. */
  String id() {
    return cluster + "/" + name;
  }
}
