package io.trainwatt.agent;

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
 */
record NodeConfig(
    String cluster,
    String name,
    Optional<String> zone,
    OptionalInt puePpm,
    Optional<Tariff> tariff) {

  /** As every record names it: {@code cluster/name}. */
  String id() {
    return cluster + "/" + name;
  }
}
