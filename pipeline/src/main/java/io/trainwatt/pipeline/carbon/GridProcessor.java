package io.trainwatt.pipeline.carbon;

import io.trainwatt.events.codec.GridCodec;
import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.grid.GridEvent;
import io.trainwatt.events.topic.Topic;
import io.trainwatt.pipeline.stage.DeadLetters;
import io.trainwatt.pipeline.stage.LetterBox;
import io.trainwatt.pipeline.stage.Refused;
import io.trainwatt.pipeline.stage.StageBooks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Reads all of {@code trainwatt.grid} in every instance, into the book of factors that accounts are
 * made with. What it cannot use changes nothing, is counted by its reason, and goes to the dead
 * letters.
 */
public final class GridProcessor implements Processor<String, byte[], Void, Void> {
  /** Store of the records as they are on the topic, by key. */
  public static final String STORE = "grid";

  private static final String STAGE = "grid";
  private static final int KEY_PARTS = 5;
  private static final Duration CLOCK_AHEAD = Duration.ofHours(12);

  private final StageBooks.Book book;
  private final GridBook grid;
  private final LetterBox letters;
  private ProcessorContext<Void, Void> context;
  private KeyValueStore<String, byte[]> store;

  /**
   * Fills a book of factors.
   *
   * @param letters for what is refused
   */
  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
  public GridProcessor(StageBooks books, GridBook grid, LetterBox letters) {
    this.book = books.of(STAGE);
    this.grid = grid;
    this.letters = letters;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    this.context = context;
    this.store = context.getStateStore(STORE);
    // What was restored came past this processor, or not: taking an event twice changes nothing.
    try (KeyValueIterator<String, byte[]> restored = store.all()) {
      restored.forEachRemaining(
          entry -> {
            try {
              grid.put(event(entry.key, entry.value), context.currentSystemTimeMs());
            } catch (MalformedRecord | Refused e) {
              book.dropped("restored and unusable");
            }
          });
    }
  }

  @Override
  public void process(Record<String, byte[]> record) {
    try {
      if (record.value() == null) {
        remove(record.key());
      } else {
        GridEvent event = event(record.key(), record.value());
        checkClock(event, context.currentSystemTimeMs());
        grid.put(event, context.currentSystemTimeMs());
        store.put(record.key(), record.value());
      }
      book.used();
    } catch (MalformedRecord e) {
      refuse(record, e.causeWord(), e.detail());
    } catch (Refused e) {
      refuse(record, e.causeWord(), e.detail());
    }
  }

  private void refuse(Record<String, byte[]> record, String cause, String detail) {
    book.dropped(cause);
    letters.put(
        DeadLetters.of(
            record.key() == null ? new byte[0] : record.key().getBytes(StandardCharsets.UTF_8),
            record.value() == null ? new byte[0] : record.value(),
            cause,
            detail,
            context.recordMetadata(),
            context.currentSystemTimeMs(),
            STAGE));
  }

  // It would stand above every correction of the next hours.
  private static void checkClock(GridEvent event, long nowMillis) throws Refused {
    Duration ahead = Duration.ofMillis(event.publishedWallMicros() / 1_000 - nowMillis);
    if (ahead.compareTo(CLOCK_AHEAD) > 0) {
      throw new Refused(
          "clock ahead", "published_wall_micros is " + ahead + " ahead of the collector");
    }
  }

  private static GridEvent event(@Nullable String key, byte[] value)
      throws MalformedRecord, Refused {
    GridEvent event = GridCodec.decode(value);
    if (!event.key().equals(key)) {
      throw new Refused(
          "invalid", "the key is \"%s\", the record's own \"%s\"".formatted(key, event.key()));
    }
    return event;
  }

  private void remove(@Nullable String key) throws Refused {
    String[] parts = key == null ? new String[0] : key.split(String.valueOf(Topic.KEY_SEPARATOR));
    if (key == null || parts.length != KEY_PARTS) {
      throw new Refused("invalid", "the key is no zone, source, kind, basis and time: " + key);
    }
    try {
      grid.remove(parts[0], parts[2], parts[1], parts[3], Long.parseLong(parts[4]));
    } catch (NumberFormatException e) {
      throw new Refused("invalid", "the key ends with no time: " + key);
    }
    store.delete(key);
  }
}
