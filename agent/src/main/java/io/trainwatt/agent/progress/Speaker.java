package io.trainwatt.agent.progress;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Work;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

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

  // Said since the last record; a loss is published once, not repeated as if it were new.
  private Optional<Loss> loss = Optional.empty();
  private Optional<Loss> validationLoss = Optional.empty();
  private OptionalDouble learningRate = OptionalDouble.empty();
  private OptionalDouble epoch = OptionalDouble.empty();
  private long monotonicNanos;
  private long wallMicros;
  private int pending;
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
    loss = worthTelling(loss, report.loss(), toldALoss);
    validationLoss = worthTelling(validationLoss, report.validationLoss(), true);
    learningRate = report.learningRate().isPresent() ? report.learningRate() : learningRate;
    epoch = report.epoch().isPresent() ? report.epoch() : epoch;
    monotonicNanos = report.monotonicNanos();
    wallMicros = report.wallMicros();
    pending++;
  }

  // Of several losses in one tick the newest is told; but one that is no number is never covered up
  // by a later one, and the first of all is what a run's gain is measured from.
  private static Optional<Loss> worthTelling(
      Optional<Loss> held, Optional<Loss> next, boolean toldBefore) {
    if (next.isEmpty()) {
      return held;
    }
    boolean keep =
        held.isPresent()
            && (held.get() instanceof Loss.NonFinite
                || (!toldBefore && next.get() instanceof Loss.Finite));
    return keep ? held : next;
  }

  /** Reports not yet part of a record. */
  int pending() {
    return pending;
  }

  Progress take(String run, String node, String boot, long sequence, int rank, String source) {
    Progress progress =
        new Progress(
            run,
            node,
            boot,
            sequence,
            monotonicNanos,
            wallMicros,
            rank,
            facts.worldSize(),
            facts.scope(),
            source,
            step,
            work,
            loss,
            validationLoss,
            learningRate,
            phase,
            plannedSteps.isPresent() ? plannedSteps : facts.plannedSteps(),
            facts.parameters(),
            facts.activeParameters(),
            epoch);
    toldALoss |= loss.isPresent();
    loss = Optional.empty();
    validationLoss = Optional.empty();
    learningRate = OptionalDouble.empty();
    epoch = OptionalDouble.empty();
    pending = 0;
    return progress;
  }
}
