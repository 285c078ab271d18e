package io.trainwatt.collector.sink.influx;

import io.trainwatt.collector.stage.StageTally;
import io.trainwatt.events.codec.MalformedRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Records read and not yet committed, with their lines. Its two stages count records and points.
 */
final class PendingBatch {
  private static final String HANDED_OVER = "handed to another instance";

  /** A record that is none, and why. */
  record Malformed(ConsumerRecord<byte[], byte[]> record, String cause, String detail) {}

  private final StageTally records;
  private final StageTally points;
  private final List<ConsumerRecord<byte[], byte[]>> held = new ArrayList<>();
  private final List<PendingPoint> lines = new ArrayList<>();
  private final List<Malformed> malformed = new ArrayList<>();
  private final Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();

  PendingBatch(StageTally records, StageTally points) {
    this.records = records;
    this.points = points;
  }

  void add(ConsumerRecord<byte[], byte[]> record) {
    records.taken(1);
    held.add(record);
    try {
      List<String> made = RecordPoints.of(record);
      made.forEach(line -> lines.add(new PendingPoint(record, line)));
      points.taken(made.size());
    } catch (MalformedRecord e) {
      malformed.add(new Malformed(record, e.causeWord(), e.detail()));
    } catch (ArithmeticException e) {
      malformed.add(new Malformed(record, "invalid", "sums overflow: " + e.getMessage()));
    }
    next.put(partition(record), new OffsetAndMetadata(record.offset() + 1));
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  List<PendingPoint> lines() {
    return lines;
  }

  List<Malformed> malformed() {
    return malformed;
  }

  /** Where to go on after this batch. */
  Map<TopicPartition, OffsetAndMetadata> offsets() {
    return Map.copyOf(next);
  }

  /** All of it is written or parked. */
  void done(List<BatchWriter.Poison> poison) {
    malformed.forEach(one -> records.droppedHeld(one.cause(), 1));
    records.released(held.size() - malformed.size());
    if (!poison.isEmpty()) {
      points.droppedHeld("refused by the server", poison.size());
    }
    points.released(lines.size() - poison.size());
    clear();
  }

  /** These partitions belong to someone else now, who begins where we last committed. */
  void handOver(Collection<TopicPartition> lost) {
    giveUp(lost, HANDED_OVER);
  }

  /** What is held of these partitions will be read again. */
  void giveUp(Collection<TopicPartition> lost, String reason) {
    long gone = held.stream().filter(record -> lost.contains(partition(record))).count();
    long goneLines = lines.stream().filter(p -> lost.contains(partition(p.record()))).count();
    held.removeIf(record -> lost.contains(partition(record)));
    lines.removeIf(point -> lost.contains(partition(point.record())));
    malformed.removeIf(one -> lost.contains(partition(one.record())));
    next.keySet().removeAll(lost);
    if (gone > 0) {
      records.droppedHeld(reason, gone);
    }
    if (goneLines > 0) {
      points.droppedHeld(reason, goneLines);
    }
  }

  private void clear() {
    held.clear();
    lines.clear();
    malformed.clear();
    next.clear();
  }

  private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}
