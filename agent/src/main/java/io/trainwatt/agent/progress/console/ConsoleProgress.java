package io.trainwatt.agent.progress.console;

import io.trainwatt.agent.progress.ProgressReport;
import io.trainwatt.agent.progress.reading.LineParser;
import io.trainwatt.agent.progress.update.Update;
import io.trainwatt.agent.progress.update.WorkCounter;
import io.trainwatt.events.progress.Work;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Progress of one command, read from its output line by line. Lines without a step tell no work:
 * how often a training prints is not how far it is. Used by one thread.
 */
public final class ConsoleProgress {

  private final LineParser parser;
  private final Map<String, Long> used = new TreeMap<>();
  private final WorkCounter counter = new WorkCounter();
  private long lines;

  /**
   * @param parser of this output alone
   */
  public ConsoleProgress(LineParser parser) {
    this.parser = parser;
  }

  /**
   * What the line adds, if it tells of progress.
   *
   * @param monotonicNanos CLOCK_MONOTONIC when the line came
   * @param wallMicros the same instant, microseconds since 1970 UTC
   */
  public Optional<ProgressReport> line(String line, long monotonicNanos, long wallMicros) {
    lines++;
    Optional<Update> update = parser.line(line);
    update.ifPresent(u -> used.merge(u.format(), 1L, Long::sum));
    return update.map(u -> report(u, monotonicNanos, wallMicros));
  }

  private ProgressReport report(Update update, long monotonicNanos, long wallMicros) {
    Work work = counter.at(update);
    return ProgressReport.of(update, work, monotonicNanos, wallMicros);
  }

  /** Lines seen. */
  public long lines() {
    return lines;
  }

  /** Lines that told of progress, by how. */
  public Map<String, Long> used() {
    return Map.copyOf(used);
  }
}
