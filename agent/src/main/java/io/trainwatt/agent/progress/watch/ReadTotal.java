package io.trainwatt.agent.progress.watch;

import io.trainwatt.agent.progress.reading.ReadingCount;
import io.trainwatt.events.sample.StageCount;
import java.util.Map;
import java.util.TreeMap;

/** What became of the lines and records of several files together. */
final class ReadTotal {

  private final Map<String, Long> leftOut = new TreeMap<>();
  private long in;
  private long told;

  void add(ReadingCount count) {
    in += count.in();
    for (long lines : count.told().values()) {
      told += lines;
    }
    count.leftOut().forEach((why, lines) -> leftOut.merge(why, lines, Long::sum));
  }

  void add(ReadTotal other) {
    in += other.in;
    told += other.told;
    other.leftOut.forEach((why, lines) -> leftOut.merge(why, lines, Long::sum));
  }

  StageCount count() {
    return new StageCount("files", in, told, 0, leftOut);
  }
}
