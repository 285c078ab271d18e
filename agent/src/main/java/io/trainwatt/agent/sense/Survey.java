package io.trainwatt.agent.sense;

import io.trainwatt.agent.sensor.DirectFeed;
import io.trainwatt.agent.sensor.Inventory;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.SensorFeed;
import io.trainwatt.events.node.DeviceFacts;
import io.trainwatt.events.node.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the agent would see on a machine, or in a recorded tree of one, without measuring it.
 *
 * @param entries devices that would be read
 * @param unused what was seen and would not be read, and why
 * @param findings what cannot be measured, and the line that mends it
 */
public record Survey(List<Entry> entries, List<Probe.Unused> unused, List<Finding> findings) {
  public Survey {
    entries = List.copyOf(entries);
    unused = List.copyOf(unused);
    findings = List.copyOf(findings);
  }

  /**
   * A device that would be read.
   *
   * @param facts as the agent publishes them
   * @param errorPpm relative error, parts per million, k = 2
   * @param rangeMicrojoules the largest value of its counter; absent when unknown or not a counter
   * @param reading what it says now; absent when it says nothing
   * @param problem why it says nothing now; empty when it does
   */
  public record Entry(
      DeviceFacts facts,
      int errorPpm,
      OptionalLong rangeMicrojoules,
      Optional<Reading> reading,
      String problem) {}

  /** Looks once and reads every device once. */
  public static Survey of(SensorConfig config, MonotonicClock clock) {
    try (SensorFeed feed = new DirectFeed(SensorRoster.of(config, clock))) {
      Inventory inventory = Inventory.of(feed.looked(), config.choice(), Set.of());
      Map<String, Reading> readings = read(feed, inventory, clock.nanos());
      List<Entry> entries = new ArrayList<>();
      for (Inventory.Chosen chosen : inventory.chosen()) {
        entries.add(entry(chosen, Optional.ofNullable(readings.get(chosen.device().name()))));
      }
      List<Finding> findings = new ArrayList<>(inventory.findings());
      findings.addAll(SensorRoster.findings(config, clock));
      return new Survey(entries, inventory.unused(), findings);
    }
  }

  private static Map<String, Reading> read(SensorFeed feed, Inventory inventory, long nowNanos) {
    Map<String, String> sensorOf = new HashMap<>();
    inventory.chosen().forEach(chosen -> sensorOf.put(chosen.device().name(), chosen.sensor()));
    Map<String, Reading> readings = new HashMap<>();
    for (SensorFeed.Said said : feed.take(Set.copyOf(sensorOf.values()), nowNanos)) {
      for (Reading reading : said.readings()) {
        if (said.sensor().equals(sensorOf.get(reading.device()))) {
          readings.put(reading.device(), reading);
        }
      }
    }
    return readings;
  }

  private static Entry entry(Inventory.Chosen chosen, Optional<Reading> reading) {
    String problem =
        reading
            .map(said -> said instanceof Reading.Failed failed ? failed.reason() : "")
            .orElse("its sensor gave no reading");
    return new Entry(
        chosen.facts(),
        chosen.device().errorPpm(),
        chosen.device().energy().rangeMicrojoules(),
        problem.isEmpty() ? reading : Optional.empty(),
        problem);
  }
}
