package io.trainwatt.pipeline.stage;

import io.trainwatt.events.deadletter.DeadLetter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Dead letters of a stage that has no way to write: Kafka Streams lets nothing come out of a topic
 * that every instance reads whole. A task takes them out and writes them. The oldest gives way when
 * it is full, and is counted. Any thread.
 */
public final class LetterBox {
  private static final int CAPACITY = 1_024;

  private final Deque<DeadLetter> letters = new ArrayDeque<>();
  private final StageBooks.Book book;

  /**
   * An empty one.
   *
   * @param book its own: in = taken out + waiting + given way
   */
  public LetterBox(StageBooks.Book book) {
    this.book = book;
  }

  /** Puts one in. */
  public synchronized void put(DeadLetter letter) {
    if (letters.size() == CAPACITY) {
      letters.removeFirst();
      book.dropped("full");
    }
    letters.addLast(letter);
    book.holds(letters.size());
  }

  /** Takes all out. */
  public synchronized List<DeadLetter> take() {
    if (letters.isEmpty()) {
      return List.of();
    }
    List<DeadLetter> all = new ArrayList<>(letters);
    letters.clear();
    all.forEach(letter -> book.used());
    book.holds(0);
    return all;
  }
}
