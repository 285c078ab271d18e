package io.trainwatt.collector.sink.influx;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Has all that Kafka keeps written to InfluxDB once more, by all instances, and says how far they
 * are. Any thread.
 */
public final class Backfill {
  private final Map<String, Object> clientSettings;
  private final Clock clock;

  /**
   * @param clientSettings how the broker is reached
   */
  public Backfill(Map<String, Object> clientSettings, Clock clock) {
    this.clientSettings = Map.copyOf(clientSettings);
    this.clock = clock;
  }

  /**
   * How far the sink is, over all instances.
   *
   * @param records how many there are between the first kept and the last
   * @param behind how many of them are still to be written
   * @param partitions the same of each; while records keep coming, a back-fill is done when all
   *     that was there when it was asked for is written
   */
  public record Progress(long records, long behind, List<Part> partitions) {}

  /**
   * How far the sink is in one partition.
   *
   * @param written the first offset that is not written yet
   * @param end the offset of the next record
   */
  public record Part(String topic, int partition, long written, long end) {}

  /**
   * Asks for it; every instance begins within seconds.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker does not answer
   */
  public void begin() {
    try (Admin admin = Admin.create(clientSettings)) {
      Rewind.ask(admin, clock.instant().getEpochSecond());
    }
  }

  /**
   * Looks.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker does not answer
   */
  public Progress progress() {
    try (Admin admin = Admin.create(clientSettings)) {
      OptionalLong asked = Rewind.asked(admin);
      Map<TopicPartition, OffsetSpec> first = new HashMap<>();
      Map<TopicPartition, OffsetSpec> last = new HashMap<>();
      Rewind.get(admin.describeTopics(RecordPoints.TOPICS).allTopicNames())
          .forEach(
              (topic, description) ->
                  description
                      .partitions()
                      .forEach(
                          found -> {
                            TopicPartition one = new TopicPartition(topic, found.partition());
                            first.put(one, OffsetSpec.earliest());
                            last.put(one, OffsetSpec.latest());
                          }));
      var begins = Rewind.get(admin.listOffsets(first).all());
      var ends = Rewind.get(admin.listOffsets(last).all());
      Map<TopicPartition, OffsetAndMetadata> written =
          Rewind.get(
              admin.listConsumerGroupOffsets(InfluxSink.GROUP).partitionsToOffsetAndMetadata());
      long records = 0;
      long behind = 0;
      List<Part> parts = new ArrayList<>();
      for (TopicPartition one : first.keySet()) {
        long begin = Objects.requireNonNull(begins.get(one)).offset();
        long end = Objects.requireNonNull(ends.get(one)).offset();
        OffsetAndMetadata at = written.get(one);
        long from =
            at == null || Rewind.done(at.metadata()) < asked.orElse(0)
                ? begin
                : Math.max(begin, at.offset());
        records += end - begin;
        behind += end - from;
        parts.add(new Part(one.topic(), one.partition(), from, end));
      }
      return new Progress(records, behind, parts);
    }
  }
}
