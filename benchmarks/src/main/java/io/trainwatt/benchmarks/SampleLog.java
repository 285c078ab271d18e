package io.trainwatt.benchmarks;

import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.events.codec.SampleCodec;
import io.trainwatt.events.topic.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A samples topic filled before the clock starts, and how far a group has read it. */
final class SampleLog {
  private final String bootstrapServers;
  private final int partitions;

  SampleLog(KafkaBroker broker, int partitions) {
    this.bootstrapServers = broker.bootstrapServers();
    this.partitions = partitions;
  }

  /** Creates every topic and writes {@code ticks} samples of each node, tick by tick. */
  void fill(int nodes, int ticks) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(
              Stream.of(Topic.values())
                  .map(
                      topic ->
                          new NewTopic(
                                  topic.topicName(),
                                  Optional.of(partitions),
                                  Optional.of((short) 1))
                              .configs(topic.config()))
                  .toList())
          .all()
          .get();
    }
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", bootstrapServers);
    config.put("linger.ms", 20);
    config.put("batch.size", 1 << 18);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      for (int tick = 1; tick <= ticks; tick++) {
        for (int node = 0; node < nodes; node++) {
          String name = "load/n" + node;
          var _ =
              producer.send(
                  new ProducerRecord<>(
                      Topic.SAMPLES.topicName(),
                      name,
                      SampleCodec.encode(SyntheticSample.of(name, tick))));
        }
      }
      // A send that failed would leave the log short, which size() shows.
      producer.flush();
    }
  }

  /** How many samples the groups have committed, the furthest of all of them. */
  long committed(Admin admin) throws Exception {
    long most = 0;
    for (var group : admin.listGroups().all().get()) {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          admin
              .listConsumerGroupOffsets(group.groupId())
              .partitionsToOffsetAndMetadata(group.groupId())
              .get();
      long read =
          offsets.entrySet().stream()
              .filter(e -> e.getKey().topic().equals(Topic.SAMPLES.topicName()))
              .mapToLong(e -> e.getValue().offset())
              .sum();
      most = Math.max(most, read);
    }
    return most;
  }

  /** How many samples are in the log. */
  long size(Admin admin) throws Exception {
    Set<TopicPartition> all =
        Stream.iterate(0, p -> p + 1)
            .limit(partitions)
            .map(p -> new TopicPartition(Topic.SAMPLES.topicName(), p))
            .collect(Collectors.toSet());
    Map<TopicPartition, OffsetSpec> latest =
        all.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
    return admin.listOffsets(latest).all().get().values().stream()
        .mapToLong(info -> info.offset())
        .sum();
  }

  String bootstrapServers() {
    return bootstrapServers;
  }
}
