package io.trainwatt.pipeline.meter;

import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.sample.Component;
import io.trainwatt.pipeline.state.EnumNumbers;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Peaks of a node's devices. The models are what is kept, so that another table holds from the next
 * start on. Not thread-safe.
 */
final class NodePeaks {
  private record Known(String device, Component component, String model) {}

  private final DevicePeaks table;
  // As they are stored: a node's meter is written at every tick, its models hardly ever change.
  private byte[] stored = {0};
  private Map<String, OptionalLong> peaks = Map.of();

  NodePeaks(DevicePeaks table) {
    this.table = table;
  }

  static boolean isAccelerator(Component component) {
    return switch (component) {
      case GPU, TPU, ACCELERATOR -> true;
      case CPU, MEMORY, NODE, REST, OTHER -> false;
    };
  }

  /** Takes what the agent says of the node. */
  void facts(NodeFacts facts) {
    keep(
        facts.devices().stream()
            .map(device -> new Known(device.device(), device.component(), device.model()))
            .toList());
  }

  private void keep(List<Known> known) {
    StateWriter out = new StateWriter();
    out.number(known.size());
    for (Known device : known) {
      out.text(device.device);
      out.number(EnumNumbers.of(device.component));
      out.text(device.model);
    }
    stored = out.toBytes();
    Map<String, OptionalLong> found = new HashMap<>();
    for (Known device : known) {
      boolean accelerator = isAccelerator(device.component);
      OptionalLong peak = table.gigaflops(device.model, accelerator);
      if (accelerator || peak.isPresent()) {
        found.put(device.device, peak);
      }
    }
    peaks = found;
  }

  /**
   * Gigaflops a second of a device that a run used: 0 of one that counts for nothing, absent where
   * it is an accelerator of no known peak.
   */
  OptionalLong of(String device, Component component) {
    OptionalLong known = peaks.get(device);
    if (known != null) {
      return known;
    }
    return isAccelerator(component) ? OptionalLong.empty() : OptionalLong.of(0);
  }

  void write(StateWriter out) {
    out.bytes(stored);
  }

  void read(StateReader in) {
    StateReader kept = new StateReader(in.bytes());
    int count = kept.count();
    List<Known> known = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      known.add(new Known(kept.text(), EnumNumbers.component(kept.count()), kept.text()));
    }
    keep(known);
  }
}
