package io.trainwatt.pipeline.stage;

import io.trainwatt.events.sample.StageCount;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What passed each stage of this process since it began: in = out + held + dropped by reason. A
 * record that Kafka Streams works on a second time, after a failure, is counted a second time. Any
 * thread.
 */
public final class StageBooks {
  private final Map<String, Book> books = new ConcurrentHashMap<>();

  /** One stage's book, made at first use. */
  public Book of(String stage) {
    return books.computeIfAbsent(stage, name -> new Book());
  }

  /** All stages by name. */
  public List<StageCount> counts() {
    return new TreeMap<>(books)
        .entrySet().stream().map(entry -> entry.getValue().count(entry.getKey())).toList();
  }

  /** Counts of one stage. Any thread. */
  public static final class Book {
    private final LongAdder out = new LongAdder();
    private volatile long held;
    private final Map<String, LongAdder> dropped = new ConcurrentHashMap<>();

    private Book() {}

    /** A record came in and was used. */
    public void used() {
      out.increment();
    }

    /** A record came in and was refused. */
    public void dropped(String reason) {
      dropped.computeIfAbsent(reason, word -> new LongAdder()).increment();
    }

    /** So many records came in and wait inside. */
    public void holds(long count) {
      held = count;
    }

    private StageCount count(String stage) {
      Map<String, Long> drops = new TreeMap<>();
      dropped.forEach((reason, count) -> drops.put(reason, count.sum()));
      long used = out.sum();
      long gone = drops.values().stream().mapToLong(Long::longValue).sum();
      long waiting = held;
      return new StageCount(stage, used + waiting + gone, used, waiting, drops);
    }
  }
}
