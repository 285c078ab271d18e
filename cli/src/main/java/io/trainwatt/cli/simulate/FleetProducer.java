package io.trainwatt.cli.simulate;

import io.trainwatt.events.codec.NodeFactsCodec;
import io.trainwatt.events.codec.RunFactsCodec;
import io.trainwatt.events.codec.SampleCodec;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.topic.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Writes a fleet's records, acknowledged by the broker. Used by one thread. */
final class FleetProducer implements AutoCloseable {
  private static final int TOPIC_MILLIS = 10_000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Map<Topic, Integer> partitions = new HashMap<>();
  private long records;
  private long bytes;

  FleetProducer(String bootstrapServers) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("acks", "all");
    settings.put("enable.idempotence", true);
    settings.put("linger.ms", 20);
    settings.put("batch.size", 256 << 10);
    settings.put("buffer.memory", 64L << 20);
    settings.put("max.block.ms", TOPIC_MILLIS);
    settings.put("compression.type", "lz4");
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** All topics are there. */
  void requireTopics() throws IOException {
    for (Topic topic : new Topic[] {Topic.SAMPLES, Topic.NODES, Topic.RUNS}) {
      try {
        partitions.put(topic, producer.partitionsFor(topic.topicName()).size());
      } catch (KafkaException e) {
        throw new IOException(
            "the broker cannot be reached or has no topic " + topic.topicName(), e);
      }
    }
  }

  void sample(Sample sample) throws IOException {
    send(Topic.SAMPLES, sample.node(), SampleCodec.encode(sample));
  }

  void facts(Fleet fleet, int node) throws IOException {
    send(Topic.NODES, fleet.node(node), NodeFactsCodec.encode(fleet.nodeFacts(node)));
  }

  void run(Fleet fleet, int node, java.util.OptionalLong endedWallMicros) throws IOException {
    send(
        Topic.RUNS,
        Topic.key(fleet.run(node), fleet.node(node)),
        RunFactsCodec.encode(fleet.runFacts(node, endedWallMicros)));
  }

  private void send(Topic topic, String key, byte[] value) throws IOException {
    byte[] first = Topic.partitionKey(key).getBytes(StandardCharsets.UTF_8);
    int count = java.util.Objects.requireNonNull(partitions.get(topic));
    int partition = Utils.toPositive(Utils.murmur2(first)) % count;
    records++;
    bytes += value.length;
    var _ =
        producer.send(
            new ProducerRecord<>(
                topic.topicName(), partition, key.getBytes(StandardCharsets.UTF_8), value),
            (metadata, exception) -> {
              if (exception != null) {
                failure.compareAndSet(null, exception);
              }
            });
    throwFailure();
  }

  /** Waits until the broker has all of it. */
  void flush() throws IOException {
    producer.flush();
    throwFailure();
  }

  private void throwFailure() throws IOException {
    Exception failed = failure.get();
    if (failed != null) {
      throw new IOException(
          "the broker did not take a record: " + failed.getMessage(),
          failed instanceof ExecutionException ? failed.getCause() : failed);
    }
  }

  long records() {
    return records;
  }

  long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    producer.close();
  }
}
