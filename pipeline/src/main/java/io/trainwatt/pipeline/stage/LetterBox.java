package io.trainwatt.pipeline.stage;

import io.trainwatt.events.deadletter.DeadLetter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Dead letters of a stage that has no way to write: Kafka Streams lets nothing come out of a topic
 * that every instance reads whole. A task takes them out and writes them. The oldest gives way when
 * it is full. Any thread.
 */
public final class LetterBox {
  private static final int CAPACITY = 1_024;

  private final Deque<DeadLetter> letters = new ArrayDeque<>();

  /** Puts one in. */
  public synchronized void put(DeadLetter letter) {
    if (letters.size() == CAPACITY) {
      letters.removeFirst();
    }
    letters.addLast(letter);
  }

  /** Takes all out. */
  public synchronized List<DeadLetter> take() {
    if (letters.isEmpty()) {
      return List.of();
    }
    List<DeadLetter> all = new ArrayList<>(letters);
    letters.clear();
    return all;
  }
}
