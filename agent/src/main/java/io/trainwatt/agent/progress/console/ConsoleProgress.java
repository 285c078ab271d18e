package io.trainwatt.agent.progress.console;

import io.trainwatt.agent.progress.ProgressReport;
import io.trainwatt.events.progress.Work;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Progress of one command, read from its output line by line. Positions on the lines become work:
 * nothing at first sight, then what is added; a position that falls back (a resumed run) begins
 * anew from there, so repeated steps are work again. Lines without a step tell no work: how often a
 * training prints is not how far it is. Used by one thread.
 */
public final class ConsoleProgress {

  private final ConsoleParser parser = new ConsoleParser();
  private final Map<ConsoleFormat, Long> used = new EnumMap<>(ConsoleFormat.class);
  private final PositionWork steps = new PositionWork();
  private final PositionWork tokens = new PositionWork();
  private final PositionWork samples = new PositionWork();
  private long lines;

  /**
   * What the line adds, if it tells of progress.
   *
   * @param monotonicNanos CLOCK_MONOTONIC when the line came
   * @param wallMicros the same instant, microseconds since 1970 UTC
   */
  public Optional<ProgressReport> line(String line, long monotonicNanos, long wallMicros) {
    lines++;
    Optional<ConsoleUpdate> update = parser.parse(line);
    update.ifPresent(u -> used.merge(u.format(), 1L, Long::sum));
    return update.map(u -> report(u, monotonicNanos, wallMicros));
  }

  private ProgressReport report(ConsoleUpdate update, long monotonicNanos, long wallMicros) {
    Work work =
        new Work(
            steps.at(update.step()),
            tokens.at(update.tokens()),
            samples.at(update.samples()),
            OptionalLong.empty());
    return new ProgressReport(
        monotonicNanos,
        wallMicros,
        Optional.of(update.phase()),
        update.step(),
        work,
        update.loss(),
        update.validationLoss(),
        update.learningRate(),
        update.epoch(),
        update.plannedSteps());
  }

  /** Lines seen. */
  public long lines() {
    return lines;
  }

  /** Lines that told of progress, by how. */
  public Map<ConsoleFormat, Long> used() {
    return Map.copyOf(used);
  }

  /** Turns a position into work done. */
  private static final class PositionWork {
    private OptionalLong last = OptionalLong.empty();
    private long done;

    OptionalLong at(OptionalLong position) {
      if (position.isPresent()) {
        done += Math.max(0, position.getAsLong() - last.orElse(position.getAsLong()));
        last = position;
      }
      return last.isPresent() ? OptionalLong.of(done) : OptionalLong.empty();
    }
  }
}
