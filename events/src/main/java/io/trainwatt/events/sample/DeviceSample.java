package io.trainwatt.events.sample;

import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import java.util.List;
import java.util.Map;

/**
 * All counters and gauges of one device at one tick.
 *
 * <p>Per quality, the total equals the sum of its counters: of its runs, unattributed and retired.
 * {@link #imbalance()} says where it does not.
 *
 * @param device unique on the node
 * @param inTotal whether it is part of the node's total: decided by the agent, obeyed by everyone
 * @param readMonotonicNanos when the counters were true, on the boot's monotonic clock
 * @param totals what the device used since its epoch began
 * @param errorPpm relative error of each quality, k = 2
 * @param correlationGroup errors add linearly within a group, in quadrature across groups
 * @param uncoveredMillis time since the epoch began of which nothing was measured
 */
public record DeviceSample(
    String device,
    Component component,
    Epoch epoch,
    boolean inTotal,
    long readMonotonicNanos,
    Map<Quality, Energy> totals,
    List<Counter> counters,
    Map<Quality, Integer> errorPpm,
    String correlationGroup,
    long uncoveredMillis,
    Gauges gauges) {

  public DeviceSample {
    Require.text("device", device);
    Require.notNegative("uncovered_millis", uncoveredMillis);
    totals = Map.copyOf(totals);
    counters = List.copyOf(counters);
    errorPpm = Map.copyOf(errorPpm);
  }

  /**
   * Where the sum of the counters is not the device's total.
   *
   * @return the first quality that differs, in words; empty when the books balance
   */
  public java.util.Optional<String> imbalance() {
    long[] sums = new long[Quality.values().length];
    for (Counter counter : counters) {
      sums[counter.quality().ordinal()] =
          Math.addExact(sums[counter.quality().ordinal()], counter.energy().microjoules());
    }
    for (Quality quality : Quality.values()) {
      long total = totals.getOrDefault(quality, Energy.ZERO).microjoules();
      if (sums[quality.ordinal()] != total) {
        return java.util.Optional.of(
            "device %s, %s: counters sum to %d µJ, total says %d µJ"
                .formatted(device, quality, sums[quality.ordinal()], total));
      }
    }
    return java.util.Optional.empty();
  }
}
