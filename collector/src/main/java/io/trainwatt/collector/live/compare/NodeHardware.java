package io.trainwatt.collector.live.compare;

import io.trainwatt.collector.live.ViewState;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.node.DeviceFacts;
import io.trainwatt.events.node.NodeFacts;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** What nodes' rows say of the devices that a run used. */
public record NodeHardware(ViewState state) implements Hardware {
  @Override
  public NavigableSet<String> of(Account.OfRun run) {
    NavigableSet<String> models = new TreeSet<>();
    for (EnergyEntry entry : run.ledger().energy()) {
      if (entry.inTotal()) {
        state
            .node(entry.node())
            .flatMap(Account.OfNode::facts)
            .map(NodeFacts::devices)
            .orElse(List.of())
            .stream()
            .filter(device -> device.device().equals(entry.device()))
            .map(DeviceFacts::model)
            .forEach(models::add);
      }
    }
    return models;
  }
}
