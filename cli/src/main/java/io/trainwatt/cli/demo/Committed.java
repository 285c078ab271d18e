package io.trainwatt.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an agent has committed, summed as the collector sums it: devices in the total only.
 *
 * @param run of one run, by quality
 * @param listed whether the run's counters are listed at all
 * @param retired whether the run is over and the broker has acknowledged its last counters
 * @param node of the whole node, all qualities
 */
public record Committed(Map<String, Long> run, boolean listed, boolean retired, long node) {
  public Committed {
    run = java.util.Collections.unmodifiableMap(new TreeMap<>(run));
  }

  /** Of the agent's answer to {@code status}. */
  public static Committed of(JsonNode status, String run) {
    Map<String, Long> byQuality = new TreeMap<>();
    boolean listed = false;
    long node = 0;
    for (JsonNode device : status.path("devices")) {
      if (!device.path("in_total").asBoolean()) {
        continue;
      }
      for (JsonNode total : device.path("totals")) {
        node = Math.addExact(node, total.asLong());
      }
      for (JsonNode counter : device.path("counters")) {
        if (counter.path("user").asText().equals("run/" + run)) {
          listed = true;
          byQuality.merge(
              counter.path("quality").asText(),
              counter.path("energy_microjoules").asLong(),
              Math::addExact);
        }
      }
    }
    boolean retired = false;
    for (JsonNode row : status.path("runs")) {
      retired |= row.path("run").asText().equals(run) && row.path("retired").asBoolean();
    }
    return new Committed(byQuality, listed, retired, node);
  }

  /** Of the run, all qualities. */
  public long runTotal() {
    return run.values().stream().reduce(0L, Math::addExact);
  }
}
