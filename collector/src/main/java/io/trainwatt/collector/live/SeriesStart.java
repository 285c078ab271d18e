package io.trainwatt.collector.live;

import io.trainwatt.events.topic.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Where to begin to read series so that the whole window is read and little more. Counted from the
 * newest record rather than from now: the last run of yesterday still shows today.
 */
final class SeriesStart {
  // A record is stamped when its sample was sent, which is after what it tells; clocks may differ.
  private static final Duration SLACK = Duration.ofMinutes(5);

  private final Duration reach;
  private final Map<String, Object> clientSettings;

  SeriesStart(Duration window, Map<String, Object> clientSettings) {
    this.reach = window.plus(SLACK);
    this.clientSettings = clientSettings;
  }

  /** Where to seek to; a partition that isn't named is read from its beginning. */
  Map<TopicPartition, Long> of(Collection<TopicPartition> partitions) {
    List<TopicPartition> series =
        partitions.stream().filter(p -> p.topic().equals(Topic.SERIES.topicName())).toList();
    if (series.isEmpty()) {
      return Map.of();
    }
    try (Admin admin = Admin.create(clientSettings)) {
      long newest =
          list(admin, series, OffsetSpec.maxTimestamp()).values().stream()
              .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::timestamp)
              .max()
              .orElse(-1);
      if (newest < 0) {
        return Map.of();
      }
      Map<TopicPartition, Long> starts = new HashMap<>();
      list(admin, series, OffsetSpec.forTimestamp(Math.max(0, newest - reach.toMillis())))
          .forEach((partition, found) -> starts.put(partition, found.offset()));
      starts.values().removeIf(offset -> offset < 0);
      return starts;
    }
  }

  private static Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> list(
      Admin admin, List<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.forEach(partition -> wanted.put(partition, which));
    try {
      return admin.listOffsets(wanted).all().get();
    } catch (ExecutionException e) {
      throw new KafkaException("the newest offsets were not told: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
