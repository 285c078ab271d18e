package io.trainwatt.cli.simulate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.console.Json;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Sends a fleet's records and says what must come of them.
 *
 * @param bootstrapServers of the broker
 * @param seconds of the fleet's life
 * @param speed seconds of the fleet's life a second; 0: as fast as the broker takes them
 */
public record Simulation(
    String bootstrapServers, int nodes, int devices, int seconds, double speed) {
  private static final int LISTED_RUNS = 10;

  /**
   * Runs it.
   *
   * @param progress told each simulated second that was sent
   * @return what was sent and the totals to expect
   * @throws IOException if the broker does not take it
   */
  public ObjectNode run(String id, IntConsumer progress) throws IOException {
    Instant now = Instant.now();
    // Faster than life it must have begun in the past: no record may come from the future.
    Instant start = speed == 1 ? now : now.minusSeconds(seconds);
    Fleet fleet = new Fleet(id, nodes, devices, ChronoUnit.MICROS.between(Instant.EPOCH, start));
    try (FleetProducer producer = new FleetProducer(bootstrapServers)) {
      producer.requireTopics();
      for (int node = 0; node < nodes; node++) {
        producer.facts(fleet, node);
        producer.run(fleet, node, OptionalLong.empty());
      }
      producer.flush();
      long began = System.nanoTime();
      send(fleet, producer, began, progress);
      producer.flush();
      double took = (System.nanoTime() - began) / 1e9;
      return expectation(fleet, producer, took);
    }
  }

  private void send(Fleet fleet, FleetProducer producer, long began, IntConsumer progress)
      throws IOException {
    long[][] used = new long[nodes][devices];
    for (int second = 0; second < seconds; second++) {
      if (speed > 0) {
        awaitSecond(began, second + 1);
      }
      for (int node = 0; node < nodes; node++) {
        producer.sample(fleet.sample(node, second, used[node], second == seconds - 1));
      }
      progress.accept(second + 1);
    }
    long ended = fleet.startWallMicros() + seconds * 1_000_000L;
    for (int node = 0; node < nodes; node++) {
      producer.run(fleet, node, OptionalLong.of(ended));
    }
  }

  private void awaitSecond(long began, int second) {
    long due = began + (long) (second * 1e9 / speed);
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private ObjectNode expectation(Fleet fleet, FleetProducer producer, double took) {
    long ofRuns = 0;
    long ofNodes = 0;
    ObjectNode all = Json.object();
    ArrayNode runs = Json.object().arrayNode();
    for (int node = 0; node < nodes; node++) {
      long run = fleet.runMicrojoules(node, seconds);
      ofRuns = Math.addExact(ofRuns, run);
      ofNodes = Math.addExact(ofNodes, fleet.nodeMicrojoules(node, seconds));
      if (node < LISTED_RUNS) {
        runs.addObject()
            .put("run", fleet.run(node))
            .put("node", fleet.node(node))
            .put("totalMicrojoules", run);
      }
    }
    long readings = (long) nodes * devices * seconds;
    all.put("fleet", fleet.id());
    all.put("nodes", nodes).put("devices", devices).put("seconds", seconds);
    all.put("records", producer.records()).put("bytes", producer.bytes());
    all.put("deviceReadings", readings);
    all.put("tookSeconds", took);
    all.put("deviceReadingsPerSecond", took > 0 ? readings / took : 0);
    ObjectNode expected = all.putObject("expected");
    expected.put("allRunsMicrojoules", ofRuns);
    expected.put("allNodesMicrojoules", ofNodes);
    expected.put("unattributedMicrojoules", ofNodes - ofRuns);
    expected.set("firstRuns", runs);
    return all;
  }
}
