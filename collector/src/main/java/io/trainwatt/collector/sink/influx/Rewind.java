package io.trainwatt.collector.sink.influx;

import io.trainwatt.events.topic.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The wish that all be written once more. It stands as an offset, a time in seconds since 1970, of
 * a consumer group that nobody is a member of, so that every instance finds it, whenever it starts;
 * what an instance has done about it stands beside the offsets that it commits.
 */
final class Rewind {
  private static final String GROUP = InfluxSink.GROUP + "-rewind";
  private static final TopicPartition PLACE = new TopicPartition(Topic.SERIES.topicName(), 0);
  private static final String MARK = "rewound=";
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private Rewind() {}

  /** Asks for it. */
  static void ask(Admin admin, long seconds) {
    get(
        admin
            .alterConsumerGroupOffsets(GROUP, Map.of(PLACE, new OffsetAndMetadata(seconds)))
            .all());
  }

  /** When it was asked for last. */
  static OptionalLong asked(Admin admin) {
    OffsetAndMetadata found =
        get(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata()).get(PLACE);
    return found == null ? OptionalLong.empty() : OptionalLong.of(found.offset());
  }

  /** What stands beside a committed offset. */
  static String mark(long seconds) {
    return seconds == 0 ? "" : MARK + seconds;
  }

  /** What a mark says; 0 where there is none. */
  static long done(String mark) {
    return mark.matches(MARK + "[0-9]{1,12}") ? Long.parseLong(mark.substring(MARK.length())) : 0;
  }

  /** Waits a few seconds at most. */
  static <T> T get(org.apache.kafka.common.KafkaFuture<T> future) {
    try {
      return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the broker does not say: " + e, e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
