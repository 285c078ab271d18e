package io.trainwatt.agent.progress;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Work;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One rank of a run as one source tells of it: its work over all its processes, its last gauges.
 */
final class Speaker {

  final Map<Long, HighestWork> processes = new HashMap<>();
  SenderFacts facts = SenderFacts.PLAIN;
  Work work = Work.NONE;
  OptionalLong step = OptionalLong.empty();
  OptionalLong plannedSteps = OptionalLong.empty();
  Phase phase = Phase.SETUP;

  // Not told yet; a loss is told once, not repeated as if it were new. Two only where the first of
  // them has the first loss of all: a run's gain is measured from it, and its last is the newest.
  private final Deque<Said> untold = new ArrayDeque<>(1);
  private boolean toldALoss;

  /** One that spoke before this process began, so that its next loss is not its first. */
  static Speaker resumed() {
    Speaker speaker = new Speaker();
    speaker.toldALoss = true;
    return speaker;
  }

  void add(long pid, ProgressReport report) {
    HighestWork highest = processes.computeIfAbsent(pid, p -> new HighestWork(Work.NONE));
    work = work.plus(highest.growth(report.work()));
    step = report.step().isPresent() ? report.step() : step;
    plannedSteps = report.plannedSteps().isPresent() ? report.plannedSteps() : plannedSteps;
    phase = report.phase().orElse(phase);
    if (untold.isEmpty() || (holdsOnlyTheFirstLoss() && report.loss().isPresent())) {
      untold.add(new Said());
    }
    untold.getLast().add(report, this);
  }

  private boolean holdsOnlyTheFirstLoss() {
    return !toldALoss
        && untold.size() == 1
        && untold.getFirst().loss().filter(Loss.Finite.class::isInstance).isPresent();
  }

  /** Reports not yet part of a record. */
  int pending() {
    return untold.stream().mapToInt(Said::reports).sum();
  }

  /** The next record; nothing while nothing new was said. */
  @Nullable Said take() {
    Said said = untold.poll();
    toldALoss |= said != null && said.loss().isPresent();
    return said;
  }
}
