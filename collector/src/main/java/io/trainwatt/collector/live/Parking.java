package io.trainwatt.collector.live;

import io.trainwatt.collector.sink.deadletter.DeadLetters;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Parks malformed records once, however often a topic is read from its beginning. */
final class Parking {
  private final Consumer<byte[], byte[]> consumer;
  private final DeadLetters deadLetters;
  private final Map<TopicPartition, Long> parkedBelow = new HashMap<>();

  Parking(Consumer<byte[], byte[]> consumer, DeadLetters deadLetters) {
    this.consumer = consumer;
    this.deadLetters = deadLetters;
  }

  /** What the group remembers. */
  void remembered(Map<TopicPartition, @Nullable OffsetAndMetadata> committed) {
    committed.forEach(
        (partition, offset) -> {
          if (offset != null) {
            parkedBelow.put(partition, offset.offset());
          }
        });
  }

  /** Parks the record unless it has been; remembers it. */
  void park(ConsumerRecord<byte[], byte[]> record, String cause, String detail) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    if (record.offset() < parkedBelow.getOrDefault(partition, 0L)) {
      return;
    }
    deadLetters.park(record, cause, detail, "live");
    long next = record.offset() + 1;
    consumer.commitSync(Map.of(partition, new OffsetAndMetadata(next)));
    parkedBelow.put(partition, next);
  }
}
