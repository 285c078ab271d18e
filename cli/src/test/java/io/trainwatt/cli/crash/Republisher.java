package io.trainwatt.cli.crash;

import io.trainwatt.events.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes sample records of the topic into it once more, late and in another order, as no agent
 * would: a collector must not count them.
 */
final class Republisher implements AutoCloseable {
  private static final String MARK = "again";
  private static final int MOST_HELD = 60;

  private final String bootstrapServers;
  private final Random random;
  private final Thread thread;
  private volatile boolean closing;
  private final AtomicLong sent = new AtomicLong();

  Republisher(String bootstrapServers, Random random) {
    this.bootstrapServers = bootstrapServers;
    this.random = random;
    this.thread = Thread.ofPlatform().daemon().name("republisher").unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  long sent() {
    return sent.get();
  }

  private void work() {
    List<ConsumerRecord<byte[], byte[]>> held = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "default.api.timeout.ms", "5000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      assign(consumer);
      while (!closing) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
          if (record.headers().lastHeader(MARK) == null && random.nextInt(3) > 0) {
            held.add(record);
          }
        }
        while (held.size() > MOST_HELD || (!held.isEmpty() && random.nextInt(4) == 0)) {
          send(producer, held.remove(random.nextInt(held.size())));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void assign(KafkaConsumer<byte[], byte[]> consumer) throws InterruptedException {
    while (!closing) {
      try {
        consumer.assign(
            consumer.partitionsFor(Topic.SAMPLES.topicName()).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList());
        consumer.seekToBeginning(consumer.assignment());
        return;
      } catch (KafkaException e) {
        Thread.sleep(200);
      }
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, ConsumerRecord<byte[], byte[]> record) {
    var _ =
        producer.send(
            new ProducerRecord<>(
                record.topic(),
                record.partition(),
                record.key(),
                record.value(),
                List.of(new RecordHeader(MARK, new byte[0]))));
    sent.incrementAndGet();
  }

  @Override
  public void close() {
    closing = true;
    Ending.of(thread, Duration.ofSeconds(30));
  }
}
