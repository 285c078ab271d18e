package io.trainwatt.pipeline.stage;

import io.trainwatt.events.codec.DeadLetterCodec;
import io.trainwatt.events.deadletter.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Writes what a stage refuses to {@code trainwatt.deadletter}, and counts it. Of one task. */
public final class DeadLetters {
  private final ProcessorContext<Object, Object> context;
  private final String outlet;
  private final String stage;
  private final StageBooks.Book book;

  /** Of one stage: its sink's name, its own name and its book. */
  public DeadLetters(
      ProcessorContext<Object, Object> context, String outlet, String stage, StageBooks.Book book) {
    this.context = context;
    this.outlet = outlet;
    this.stage = stage;
    this.book = book;
  }

  /** Refuses the record being processed. */
  public void refuse(Record<byte[], byte[]> record, String cause, String detail) {
    book.dropped(cause);
    write(
        of(
            record.key() == null ? new byte[0] : record.key(),
            record.value() == null ? new byte[0] : record.value(),
            cause,
            detail,
            context.recordMetadata(),
            context.currentSystemTimeMs(),
            stage),
        record.timestamp());
  }

  /** Writes one of a stage that cannot, and that counted it. */
  public void write(DeadLetter letter, long timestampMillis) {
    byte[] key = letter.topic().getBytes(StandardCharsets.UTF_8);
    context.forward(new Record<>(key, DeadLetterCodec.encode(letter), timestampMillis), outlet);
  }

  /** A record as a dead letter. */
  public static DeadLetter of(
      byte[] key,
      byte[] value,
      String cause,
      String detail,
      Optional<RecordMetadata> origin,
      long nowMillis,
      String stage) {
    return new DeadLetter(
        cause,
        detail,
        origin.map(RecordMetadata::topic).orElse(""),
        origin.map(RecordMetadata::partition).orElse(0),
        origin.map(RecordMetadata::offset).orElse(0L),
        key,
        value,
        false,
        nowMillis * 1_000,
        stage);
  }
}
