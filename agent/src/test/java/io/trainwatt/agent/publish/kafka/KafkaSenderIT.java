package io.trainwatt.agent.publish.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.publish.Commit;
import io.trainwatt.agent.publish.Outgoing;
import io.trainwatt.agent.publish.Outgoing.GivesWay;
import io.trainwatt.agent.publish.Spool;
import io.trainwatt.agent.publish.SpoolConfig;
import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.events.topic.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sender against a real broker that has no topics, then has them, dies and comes back. */
@Timeout(180)
final class KafkaSenderIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;

  private static void commit(Spool spool, long number) throws IOException {
    byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    spool.commit(
        new Commit()
            .send(new Outgoing(Topic.SAMPLES, "c/n", "e", GivesWay.EVERY_SECOND, value))
            .send(
                new Outgoing(
                    Topic.RUNS, Topic.key("r", "c/n"), "r", GivesWay.ALL_BUT_NEWEST, value)));
  }

  private static List<Long> numbers(KafkaBroker broker, Topic topic) {
    return Topics.read(broker.bootstrapServers(), topic).stream()
        .map(record -> ByteBuffer.wrap(record.value()).getLong())
        .toList();
  }

  private static void awaitAllAcknowledged(Spool spool) {
    Awaitility.await().atMost(LONG).until(() -> !spool.hasOpen());
  }

  @Test
  void recordsArriveInOrderThroughMissingTopicsAndABrokerThatDies() throws Exception {
    SpoolConfig config =
        new SpoolConfig(
            directory.resolve("spool"), SpoolConfig.DEFAULT_MAX_BYTES, Duration.ofSeconds(1));
    try (KafkaBroker broker = KafkaBroker.startOnFreePort(directory.resolve("broker"));
        Spool spool = Spool.open(config, System::nanoTime);
        KafkaSender sender =
            KafkaSender.start(
                new KafkaConfig(broker.bootstrapServers(), Map.of("max.block.ms", "1000")),
                spool,
                System::nanoTime)) {
      commit(spool, 0);
      commit(spool, 1);
      Awaitility.await().atMost(LONG).until(() -> !sender.count().dropped().isEmpty());
      assertThat(spool.hasOpen()).isTrue();

      Topics.create(broker.bootstrapServers());
      awaitAllAcknowledged(spool);
      assertThat(sender.isBrokerReachable()).isTrue();
      assertThat(numbers(broker, Topic.SAMPLES)).containsExactly(0L, 1L);
      assertThat(numbers(broker, Topic.RUNS)).containsExactly(0L, 1L);

      broker.kill();
      for (long number = 2; number < 500; number++) {
        commit(spool, number);
      }
      Awaitility.await().atMost(LONG).until(() -> !sender.isBrokerReachable());
      broker.restart();
      awaitAllAcknowledged(spool);
      Long[] all = LongStream.range(0, 500).boxed().toArray(Long[]::new);
      assertThat(numbers(broker, Topic.SAMPLES)).containsExactly(all);
      assertThat(numbers(broker, Topic.RUNS)).containsExactly(all);
      assertThat(sender.isBrokerReachable()).isTrue();
      assertThat(sender.count().balances()).isTrue();
      assertThat(sender.count().held()).isZero();
      spool.commit(new Commit());
      assertThat(spool.held().records()).isZero();
    }
  }
}
