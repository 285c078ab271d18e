package io.trainwatt.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killed while it ends transactions, a broker ends them when it is back. */
class CrashInCommitIT {
  private static final String TOPIC = "written";
  private static final int PARTITIONS = 8;
  private static final int WRITERS = 6;
  private static final int KILLS = 3;

  @TempDir Path dataDir;

  @Test
  void noTransactionOutlivesItsEndHoweverTheBrokerDied() throws Exception {
    try (KafkaBroker broker = KafkaBroker.startOnFreePort(dataDir)) {
      try (Admin admin = admin(broker)) {
        admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
      }
      for (int kill = 1; kill <= KILLS; kill++) {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
          String id = "kill-%d-writer-%d".formatted(kill, writer);
          writers.add(Thread.ofPlatform().daemon().start(() -> write(broker, id, over)));
        }
        Thread.sleep(2_000 + 37 * kill);
        broker.kill();
        over.set(true);
        broker.restart();
        for (Thread writer : writers) {
          writer.join(Duration.ofSeconds(60));
        }
        try (Admin admin = admin(broker)) {
          awaitNoneEnding(admin);
          assertThat(openThoughEnded(admin)).as("after kill %d", kill).isEmpty();
        }
      }
    }
  }

  private static void write(KafkaBroker broker, String id, AtomicBoolean over) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", broker.bootstrapServers(),
            "transactional.id", id,
            "max.block.ms", 5_000,
            "delivery.timeout.ms", 5_000,
            "request.timeout.ms", 4_000,
            "linger.ms", 0);
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
      while (!over.get()) {
        producer.beginTransaction();
        for (int partition = 0; partition < PARTITIONS; partition++) {
          // The commit tells of what could not be sent.
          var _ = producer.send(new ProducerRecord<>(TOPIC, partition, null, new byte[16]));
        }
        producer.commitTransaction();
      }
    } catch (KafkaException e) {
      // It lost the broker in the middle, as it was meant to.
      assertThat(over).as("%s: %s", id, e).isTrue();
    } finally {
      producer.close(Duration.ZERO);
    }
  }

  private static void awaitNoneEnding(Admin admin) throws Exception {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (admin.listTransactions().all().get().stream()
        .anyMatch(
            each ->
                each.state() == TransactionState.PREPARE_COMMIT
                    || each.state() == TransactionState.PREPARE_ABORT)) {
      assertThat(System.nanoTime()).as("some never end").isLessThan(until);
      Thread.sleep(100);
    }
  }

  /** Producers whose coordinator has ended all, and of which a partition has not heard the end. */
  private static Set<String> openThoughEnded(Admin admin) throws Exception {
    List<TopicPartition> partitions = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      partitions.add(new TopicPartition(TOPIC, partition));
    }
    Map<Long, TransactionListing> ended = ended(admin);
    Set<String> open = new TreeSet<>();
    for (var state : admin.describeProducers(partitions).all().get().entrySet()) {
      for (ProducerState producer : state.getValue().activeProducers()) {
        TransactionListing listing = ended.get(producer.producerId());
        if (listing != null && producer.currentTransactionStartOffset().isPresent()) {
          open.add(listing.transactionalId() + " in " + state.getKey() + ": " + listing.state());
        }
      }
    }
    return open;
  }

  private static Map<Long, TransactionListing> ended(Admin admin) throws Exception {
    Map<Long, TransactionListing> ended = new HashMap<>();
    for (TransactionListing each : admin.listTransactions().all().get()) {
      if (each.state() == TransactionState.COMPLETE_COMMIT
          || each.state() == TransactionState.COMPLETE_ABORT) {
        ended.put(each.producerId(), each);
      }
    }
    return ended;
  }

  private static Admin admin(KafkaBroker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }
}
