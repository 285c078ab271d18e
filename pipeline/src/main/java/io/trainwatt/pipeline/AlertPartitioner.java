package io.trainwatt.pipeline;

import io.trainwatt.pipeline.watch.AlertKey;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/** Puts all alerts of a subject, and their removal, into one partition, in order. */
final class AlertPartitioner implements StreamPartitioner<AlertKey, byte[]> {
  @Override
  public Optional<Set<Integer>> partitions(
      String topic, AlertKey key, byte @Nullable [] value, int numPartitions) {
    byte[] subject = key.subject().getBytes(StandardCharsets.UTF_8);
    return Optional.of(Set.of(Utils.toPositive(Utils.murmur2(subject)) % numPartitions));
  }

  /** The key's bytes are the fingerprint alone. */
  static final class KeySerializer implements Serializer<AlertKey> {
    @Override
    public byte[] serialize(String topic, AlertKey key) {
      return key.fingerprint().getBytes(StandardCharsets.UTF_8);
    }
  }
}
