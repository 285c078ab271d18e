package io.trainwatt.agent;

import io.trainwatt.events.sample.SensorEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What was noticed last, for whoever asks this agent; all of it is in the samples. Begins empty
 * with each process. On the tick's thread, asked from any.
 */
final class RecentEvents {
  /** The most that are kept; the oldest give way. */
  static final int MOST = 64;

  private final Deque<SensorEvent> events = new ArrayDeque<>(MOST);
  private long seen;

  synchronized void add(List<SensorEvent> noticed) {
    for (SensorEvent event : noticed) {
      if (events.size() == MOST) {
        events.removeFirst();
      }
      events.addLast(event);
      seen++;
    }
  }

  /** Oldest first. */
  synchronized List<SensorEvent> all() {
    return List.copyOf(events);
  }

  /** How many there were since the process began, those that gave way among them. */
  synchronized long seen() {
    return seen;
  }
}
