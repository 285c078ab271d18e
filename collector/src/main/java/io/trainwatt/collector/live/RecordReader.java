package io.trainwatt.collector.live;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.codec.AccountCodec;
import io.trainwatt.events.codec.AlertCodec;
import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.codec.SeriesPointCodec;
import io.trainwatt.events.topic.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What a record does to the view. Pure. */
final class RecordReader {
  private RecordReader() {}

  /** A change of the view; false if it is not kept. */
  @FunctionalInterface
  interface Edit {
    boolean apply(LiveView.Batch batch);
  }

  /**
   * Reads one record.
   *
   * @throws MalformedRecord if its value is none of its topic's
   * @throws IllegalArgumentException if its key or value does not fit
   */
  static Edit read(ConsumerRecord<byte[], byte[]> record) throws MalformedRecord {
    String key = key(record);
    byte[] value = record.value();
    if (record.topic().equals(Topic.SERIES.topicName())) {
      return point(key, value);
    }
    return record.topic().equals(Topic.ACCOUNTS.topicName())
        ? account(key, value)
        : alert(key, value);
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    byte[] key = record.key();
    if (key == null) {
      throw new IllegalArgumentException("the record has no key");
    }
    return new String(key, StandardCharsets.UTF_8);
  }

  private static Edit account(String key, byte @Nullable [] value) throws MalformedRecord {
    Subject subject = Subject.parse(key);
    if (value == null) {
      return batch -> batch.removeAccount(subject);
    }
    Account account = AccountCodec.decode(value);
    mustBe(key, account.subject().key());
    return batch -> batch.account(account);
  }

  private static Edit point(String key, byte @Nullable [] value) throws MalformedRecord {
    if (value == null) {
      throw new IllegalArgumentException("the record has no value");
    }
    SeriesPoint point = SeriesPointCodec.decode(value);
    mustBe(key, point.subject().key());
    if (point.toWallMicros() < point.fromWallMicros()) {
      throw new IllegalArgumentException("to_wall_micros is before from_wall_micros");
    }
    return batch -> batch.point(point, value);
  }

  private static Edit alert(String key, byte @Nullable [] value) throws MalformedRecord {
    if (value == null) {
      return batch -> batch.removeAlert(key);
    }
    Alert alert = AlertCodec.decode(value);
    mustBe(key, alert.fingerprint());
    return batch -> batch.alert(alert);
  }

  private static void mustBe(String key, String named) {
    if (!key.equals(named)) {
      throw new IllegalArgumentException(
          "the key says \"%s\", the record \"%s\"".formatted(key, named));
    }
  }
}
