package io.trainwatt.collector.sink.influx;

import io.trainwatt.events.codec.AccountCodec;
import io.trainwatt.events.codec.AlertCodec;
import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.codec.SeriesPointCodec;
import io.trainwatt.events.topic.Topic;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The lines of a record of any topic the sink reads. Pure. */
final class RecordPoints {
  static final List<String> TOPICS =
      List.of(Topic.SERIES.topicName(), Topic.ACCOUNTS.topicName(), Topic.ALERTS.topicName());

  private RecordPoints() {}

  /**
   * The lines, none where a row was removed: what was written stays history.
   *
   * @throws MalformedRecord if the value is no valid record of its topic
   */
  static List<String> of(ConsumerRecord<byte[], byte[]> record) throws MalformedRecord {
    byte[] value = record.value();
    if (value == null) {
      return List.of();
    }
    if (record.topic().equals(Topic.SERIES.topicName())) {
      return Points.of(SeriesPointCodec.decode(value));
    }
    return record.topic().equals(Topic.ACCOUNTS.topicName())
        ? Points.of(AccountCodec.decode(value))
        : Points.of(AlertCodec.decode(value));
  }
}
