package io.trainwatt.cli.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.socket.AgentConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Asks the agents what they have committed, again and again, and holds each answer against the
 * record of the same tick: what was committed is in the topic, unchanged.
 */
final class StatusWatch implements AutoCloseable {
  private static final long LOOKS_EVERY_MILLIS = 300;

  private final List<MatrixNode> nodes;
  private final Follower follower;
  private final Map<String, Map<Long, Map<String, Long>>> waiting = new HashMap<>();
  private final Map<String, Long> newest = new HashMap<>();
  private final Thread thread;
  private long compared;
  private volatile Optional<Difference> found = Optional.empty();
  private volatile boolean closing;

  StatusWatch(List<MatrixNode> nodes, Follower follower) {
    this.nodes = List.copyOf(nodes);
    this.follower = follower;
    this.thread = Thread.ofPlatform().daemon().name("status-watch").unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  /** Fails if a record was not as committed. */
  void check() throws Difference {
    if (found.isPresent()) {
      throw found.get();
    }
  }

  /** How many answers were held against a record. */
  synchronized long compared() {
    return compared;
  }

  /** The newest tick that a node is known to have committed. */
  synchronized long newest(String node) {
    return newest.getOrDefault(node, -1L);
  }

  private void work() {
    try {
      while (!closing) {
        for (MatrixNode node : nodes) {
          ask(node);
        }
        compare();
        Thread.sleep(LOOKS_EVERY_MILLIS);
      }
    } catch (Difference e) {
      found = Optional.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask(MatrixNode node) {
    try (AgentConnection agent = AgentConnection.open(node.socket())) {
      JsonNode status = agent.status();
      if (status.has("sequence")) {
        long sequence = status.path("sequence").asLong();
        Map<String, Long> committed = committed(status);
        synchronized (this) {
          waiting
              .computeIfAbsent(node.id(), key -> new TreeMap<>())
              .putIfAbsent(sequence, committed);
          newest.merge(node.id(), sequence, Math::max);
        }
      }
    } catch (IOException e) {
      // Killed just now, or not up yet.
    }
  }

  private static Map<String, Long> committed(JsonNode status) {
    Map<String, Long> committed = new TreeMap<>();
    for (JsonNode device : status.path("devices")) {
      String name = device.path("device").asText() + " " + device.path("epoch").asText();
      device
          .path("totals")
          .properties()
          .forEach(
              total -> committed.put(name + " total " + total.getKey(), total.getValue().asLong()));
      for (JsonNode counter : device.path("counters")) {
        committed.put(
            name + " " + counter.path("user").asText() + " " + counter.path("quality").asText(),
            counter.path("energy_microjoules").asLong());
      }
    }
    return committed;
  }

  private synchronized void compare() throws Difference {
    for (Map.Entry<String, Map<Long, Map<String, Long>>> node : waiting.entrySet()) {
      Iterator<Map.Entry<Long, Map<String, Long>>> each = node.getValue().entrySet().iterator();
      while (each.hasNext()) {
        Map.Entry<Long, Map<String, Long>> status = each.next();
        Optional<Map<String, Long>> record =
            follower.books(() -> follower.node(node.getKey()).committed(status.getKey()));
        if (record.isPresent()) {
          if (!record.get().equals(status.getValue())) {
            throw new Difference(
                "tick %d of %s: committed %s, in the topic %s"
                    .formatted(status.getKey(), node.getKey(), status.getValue(), record.get()));
          }
          compared++;
          each.remove();
        }
      }
    }
  }

  /** Answers that no record came for yet, by node and tick. */
  synchronized Map<String, java.util.Set<Long>> open() {
    Map<String, java.util.Set<Long>> open = new TreeMap<>();
    waiting.forEach(
        (node, ticks) -> {
          if (!ticks.isEmpty()) {
            open.put(node, new java.util.TreeSet<>(ticks.keySet()));
          }
        });
    return open;
  }

  @Override
  public void close() {
    closing = true;
    Ending.of(thread, Duration.ofSeconds(10));
  }
}
