package io.trainwatt.agent.progress.reading;

import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the lines or records of a content: {@code in} is the sum of {@code told} and
 * {@code leftOut}.
 */
public final class ReadingCount {

  private final Map<String, Long> told = new TreeMap<>();
  private final Map<String, Long> leftOut = new TreeMap<>();
  private final Map<String, Long> notes = new TreeMap<>();
  private long in;

  /** A line or record told of progress. */
  public void told(String format) {
    in++;
    told.merge(format, 1L, Long::sum);
  }

  /** A line or record did not. */
  public void leftOut(String why) {
    in++;
    leftOut.merge(why, 1L, Long::sum);
  }

  /** Something worth knowing that is beside the count of lines. */
  public void note(String what, long times) {
    if (times > 0) {
      notes.merge(what, times, Long::sum);
    }
  }

  /** Lines or records so far. */
  public long in() {
    return in;
  }

  /** Those that told of progress, by how. */
  public Map<String, Long> told() {
    return Map.copyOf(told);
  }

  /** The others, by why. */
  public Map<String, Long> leftOut() {
    return Map.copyOf(leftOut);
  }

  /** What else happened, by how often. */
  public Map<String, Long> notes() {
    return Map.copyOf(notes);
  }
}
