package io.trainwatt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.publish.Held;
import io.trainwatt.agent.publish.kafka.Topics;
import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.events.codec.SampleCodec;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.User;
import io.trainwatt.events.topic.Topic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hours without a broker on a clock that a test turns: the agent's own tick, meter and spool
 * with counters whose energy is known, in a spool that takes a small part of it; then the agent's
 * own sender and a real broker.
 */
@Timeout(240)
final class OutageIT {

  private static final int TICKS = 7_200;
  private static final int DIED_AT = 3_000;
  private static final int AWAY_SECONDS = 45;
  private static final long SMALLEST = 8L << 20;

  @TempDir Path directory;

  @Test
  void twoHoursWithoutABrokerCostResolutionAndNotAMicrojoule() throws Exception {
    Held held;
    try (OutageNode node = new OutageNode(directory, SMALLEST)) {
      node.begin();
      node.register("run-a");
      for (int tick = 0; tick < TICKS; tick++) {
        if (tick == DIED_AT) {
          node.dieAndStartAfter(AWAY_SECONDS);
        }
        if (tick == TICKS / 2) {
          node.end("run-a");
          node.register("run-b");
        }
        node.tick();
      }
      held = node.spool().held();
      // Of the file itself: ThinningTest; here two hours of dead versions come in seconds.
      assertThat(held.bytes()).isLessThanOrEqualTo(SMALLEST / 5 * 2);
      assertThat(node.spool().count().balances()).as("%s", node.spool().count()).isTrue();
      assertThat(node.spool().count().dropped()).containsKey("spool full: trainwatt.samples");

      List<Sample> delivered = deliver(node);

      assertThat(sums(delivered)).isEqualTo(node.truth());
      assertThat(perUser(delivered)).isEqualTo(node.committedByUser());
      assertThat(delivered.getLast()).isEqualTo(node.committed());
      assertResolution(delivered, held);
    }
  }

  private List<Sample> deliver(OutageNode node) throws Exception {
    try (KafkaBroker broker = KafkaBroker.startOnFreePort(directory.resolve("broker"))) {
      Topics.create(broker.bootstrapServers());
      node.send(
          broker.bootstrapServers(),
          () -> Awaitility.await().atMost(java.time.Duration.ofSeconds(90)).until(node::isSent));
      Map<Long, Sample> bySequence = new TreeMap<>();
      for (var record : Topics.read(broker.bootstrapServers(), Topic.SAMPLES)) {
        Sample sample = SampleCodec.decode(record.value());
        bySequence.put(sample.sequence(), sample);
      }
      return new ArrayList<>(bySequence.values());
    }
  }

  /** What the docs promise: no stretch is more than a few steps coarser than it must be. */
  private static void assertResolution(List<Sample> delivered, Held held) {
    long widest = 0;
    for (int i = 1; i < delivered.size(); i++) {
      widest = Math.max(widest, delivered.get(i).sequence() - delivered.get(i - 1).sequence());
    }
    double mean = (double) TICKS / delivered.size();
    System.out.printf(
        "outage: %d ticks, %d records of %d bytes kept, mean step %.2f, widest %d%n",
        TICKS, delivered.size(), held.bytes() / held.records(), mean, widest);
    assertThat(widest).isLessThanOrEqualTo((long) (4 * mean) + 1);
  }

  /** As the collector adds: the highest of every counter, by device. */
  private static Map<String, Long> sums(List<Sample> samples) {
    Map<String, Long> sums = new TreeMap<>();
    highest(samples).forEach((key, value) -> sums.merge(key.device(), value, Long::sum));
    return sums;
  }

  private static Map<String, Long> perUser(List<Sample> samples) {
    Map<String, Long> sums = new TreeMap<>();
    highest(samples)
        .forEach((key, value) -> sums.merge(key.device() + " " + key.user(), value, Long::sum));
    sums.values().removeIf(value -> value == 0);
    return sums;
  }

  private record Key(String device, String epoch, String user, Quality quality) {}

  private static Map<Key, Long> highest(List<Sample> samples) {
    Map<Key, Long> highest = new HashMap<>();
    for (Sample sample : samples) {
      for (DeviceSample device : sample.devices()) {
        assertThat(device.imbalance()).isEmpty();
        for (Counter counter : device.counters()) {
          if (counter.user() != User.Remainder.RETIRED) {
            highest.merge(
                new Key(
                    device.device(),
                    device.epoch().id(),
                    counter.user().toString(),
                    counter.quality()),
                counter.energy().microjoules(),
                Math::max);
          }
        }
      }
    }
    return highest;
  }
}
