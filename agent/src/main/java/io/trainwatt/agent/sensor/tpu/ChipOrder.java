package io.trainwatt.agent.sensor.tpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * From the runtime's device ids to chips. Chips are in the order of their PCI addresses, devices in
 * the order of their ids; a chip has one device, or, as v2 and v3 with their two cores, several
 * that follow each other. A runtime that was given some of the chips names these by their own
 * numbers.
 */
final class ChipOrder {
  private ChipOrder() {}

  /**
   * The mean of each chip's devices.
   *
   * @throws TpuFailure if devices cannot be told from chips
   */
  static Map<Integer, Double> means(NavigableMap<Long, Double> devices, int chips)
      throws TpuFailure {
    return byChip(devices, chips, true);
  }

  /**
   * The sum of each chip's devices.
   *
   * @throws TpuFailure if devices cannot be told from chips
   */
  static Map<Integer, Double> sums(NavigableMap<Long, Double> devices, int chips)
      throws TpuFailure {
    return byChip(devices, chips, false);
  }

  private static Map<Integer, Double> byChip(
      NavigableMap<Long, Double> devices, int chips, boolean mean) throws TpuFailure {
    Map<Integer, Double> byChip = new HashMap<>();
    if (devices.size() % chips == 0) {
      int each = devices.size() / chips;
      List<Double> inOrder = new ArrayList<>(devices.values());
      for (int i = 0; i < inOrder.size(); i++) {
        byChip.merge(i / each, mean ? inOrder.get(i) / each : inOrder.get(i), Double::sum);
      }
      return byChip;
    }
    if (devices.firstKey() < 0 || devices.lastKey() >= chips) {
      throw TpuFailure.broken(
          "the runtime names %d devices up to %d on %d chips"
              .formatted(devices.size(), devices.lastKey(), chips));
    }
    devices.forEach((id, value) -> byChip.put(id.intValue(), value));
    return byChip;
  }
}
