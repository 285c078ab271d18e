package io.trainwatt.agent.control;

import io.trainwatt.events.sample.StageCount;
import java.util.HashMap;
import java.util.Map;

/** Lines in, used and refused. Thread-safe. */
final class LineCount {

  private final Map<String, Long> dropped = new HashMap<>();
  private long in;
  private long used;

  synchronized void used() {
    in++;
    used++;
  }

  synchronized void dropped(String reason) {
    in++;
    dropped.merge(reason, 1L, Long::sum);
  }

  synchronized StageCount count() {
    return new StageCount("socket", in, used, 0, dropped);
  }
}
