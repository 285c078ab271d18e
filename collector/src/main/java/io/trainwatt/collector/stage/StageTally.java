package io.trainwatt.collector.stage;

import io.trainwatt.events.sample.StageCount;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what passes one stage since the process began. The balance {@code in = out + held +
 * dropped} is not assumed: each of the four is counted where it happens. Thread-safe.
 */
public final class StageTally {
  private final String stage;
  private final Map<String, Long> dropped = new TreeMap<>();
  private long in;
  private long out;
  private long held;

  /** Of a stage that nothing has passed. */
  public StageTally(String stage) {
    this.stage = stage;
  }

  /** One came in and went on. */
  public synchronized void passed() {
    in++;
    out++;
  }

  /** One came in and was given up. */
  public synchronized void dropped(String reason) {
    in++;
    dropped.merge(reason, 1L, Long::sum);
  }

  /** Some came in and stay inside for now. */
  public synchronized void taken(long count) {
    in += count;
    held += count;
  }

  /** Some of those inside went on. */
  public synchronized void released(long count) {
    held -= count;
    out += count;
  }

  /** Some of those inside were given up. */
  public synchronized void droppedHeld(String reason, long count) {
    held -= count;
    dropped.merge(reason, count, Long::sum);
  }

  /** What passed so far, at one instant. */
  public synchronized StageCount count() {
    return new StageCount(stage, in, out, held, dropped);
  }
}
