package io.trainwatt.agent.publish.kafka;

import io.trainwatt.events.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Puts a record where its key's first part belongs, by the hash that Kafka's own clients use, so
 * that all rows of one run lie in one partition, and in the one where its progress lies.
 *
 * <p>Public because Kafka makes it by name.
 */
public final class PartitionKeyPartitioner implements Partitioner {

  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public int partition(
      String topic,
      @Nullable Object key,
      byte @Nullable [] keyBytes,
      @Nullable Object value,
      byte @Nullable [] valueBytes,
      Cluster cluster) {
    if (!(key instanceof String text)) {
      throw new IllegalArgumentException("a record of " + topic + " has no key");
    }
    return partition(text, cluster.partitionsForTopic(topic).size());
  }

  /** Of so many partitions the one where a key belongs, from 0. */
  static int partition(String key, int partitions) {
    byte[] first = Topic.partitionKey(key).getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(first)) % partitions;
  }

  @Override
  public void close() {}
}
