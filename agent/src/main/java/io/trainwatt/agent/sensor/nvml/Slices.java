package io.trainwatt.agent.sensor.nvml;

import java.util.HashMap;
import java.util.Map;

/**
 * How a board is divided under MIG.
 *
 * @param byInstance compute slices of each GPU instance
 * @param free slices that no instance has
 */
record Slices(Map<Long, Long> byInstance, long free) {
  private static final long MOST = 64;

  Slices {
    byInstance = Map.copyOf(byInstance);
  }

  /** Of one instance; none of one that is not known. */
  long of(long instance) {
    return byInstance.getOrDefault(instance, 0L);
  }

  /** Of the board. */
  long all() {
    return free + byInstance.values().stream().mapToLong(Long::longValue).sum();
  }

  /** As it is divided now. */
  static Slices of(Gpu gpu) {
    Map<Long, Long> slices = new HashMap<>();
    long whole = gpu.migMost().within(0, MOST).orElse(0);
    long taken = 0;
    for (int i = 0; i < whole; i++) {
      Gpu instance = gpu.migInstance(i).orElse(null);
      if (instance == null) {
        continue;
      }
      long own = instance.computeSlices().within(1, MOST).orElse(1);
      slices.merge(instance.instanceNumber().value().orElse(-1L), own, Long::sum);
      taken += own;
    }
    return new Slices(slices, Math.max(0, whole - taken));
  }
}
