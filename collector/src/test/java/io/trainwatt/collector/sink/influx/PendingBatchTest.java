package io.trainwatt.collector.sink.influx;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.collector.fixture.Results;
import io.trainwatt.collector.stage.StageTally;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.codec.SeriesPointCodec;
import io.trainwatt.events.sample.StageCount;
import io.trainwatt.events.topic.Topic;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class PendingBatchTest {
  private static final TopicPartition ZERO = new TopicPartition(Topic.SERIES.topicName(), 0);
  private static final TopicPartition ONE = new TopicPartition(Topic.SERIES.topicName(), 1);

  private final StageTally records = new StageTally("records");
  private final StageTally points = new StageTally("points");
  private final PendingBatch batch = new PendingBatch(records, points);

  @Test
  void offsetsGoOnBehindTheLastRecordOfEachPartition() {
    batch.add(record(ZERO, 4, good()));
    batch.add(record(ZERO, 5, good()));
    batch.add(record(ONE, 9, good()));

    assertThat(batch.offsets())
        .isEqualTo(Map.of(ZERO, new OffsetAndMetadata(6), ONE, new OffsetAndMetadata(10)));
  }

  @Test
  void whatCameInIsHeldUntilItIsWritten() {
    batch.add(record(ZERO, 1, good()));
    assertThat(records.count()).isEqualTo(new StageCount("records", 1, 0, 1, Map.of()));
    assertThat(points.count()).isEqualTo(new StageCount("points", 3, 0, 3, Map.of()));

    batch.done(List.of());

    assertThat(records.count()).isEqualTo(new StageCount("records", 1, 1, 0, Map.of()));
    assertThat(points.count()).isEqualTo(new StageCount("points", 3, 3, 0, Map.of()));
    assertThat(batch.isEmpty()).isTrue();
  }

  @Test
  void malformedAndPoisonousAreDroppedWithTheirReason() {
    batch.add(record(ZERO, 1, good()));
    batch.add(record(ZERO, 2, new byte[] {(byte) 0xff}));

    batch.done(List.of(new BatchWriter.Poison(batch.lines().getFirst(), "type conflict")));

    assertThat(records.count())
        .isEqualTo(new StageCount("records", 2, 1, 0, Map.of("undecodable", 1L)));
    assertThat(points.count())
        .isEqualTo(new StageCount("points", 3, 2, 0, Map.of("refused by the server", 1L)));
  }

  @Test
  void partitionsOfSomeoneElseAreLeftToThem() {
    batch.add(record(ZERO, 1, good()));
    batch.add(record(ONE, 1, good()));

    batch.handOver(List.of(ZERO));

    assertThat(batch.offsets()).containsOnlyKeys(ONE);
    assertThat(batch.lines()).hasSize(3);
    assertThat(records.count())
        .isEqualTo(new StageCount("records", 2, 0, 1, Map.of("handed to another instance", 1L)));
    assertThat(points.count().balances()).isTrue();
  }

  private static byte[] good() {
    return SeriesPointCodec.encode(Results.point(new Subject.OfRun("r1"), 1, 5));
  }

  private static ConsumerRecord<byte[], byte[]> record(
      TopicPartition partition, long offset, byte[] value) {
    return new ConsumerRecord<>(
        partition.topic(), partition.partition(), offset, new byte[0], value);
  }
}
