package io.trainwatt.agent.progress;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Work;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What one record is going to tell, of one report or of several. */
final class Said {

  private Work work = Work.NONE;
  private OptionalLong step = OptionalLong.empty();
  private OptionalLong plannedSteps = OptionalLong.empty();
  private Phase phase = Phase.SETUP;
  private Optional<Loss> loss = Optional.empty();
  private Optional<Loss> validationLoss = Optional.empty();
  private OptionalDouble learningRate = OptionalDouble.empty();
  private OptionalDouble epoch = OptionalDouble.empty();
  private long monotonicNanos;
  private long wallMicros;
  private int reports;

  /** One more report; where its speaker stands after it is in the speaker. */
  void add(ProgressReport report, Speaker speaker) {
    work = speaker.work;
    step = speaker.step;
    plannedSteps = speaker.plannedSteps;
    phase = speaker.phase;
    loss = newest(loss, report.loss());
    validationLoss = newest(validationLoss, report.validationLoss());
    learningRate = report.learningRate().isPresent() ? report.learningRate() : learningRate;
    epoch = report.epoch().isPresent() ? report.epoch() : epoch;
    monotonicNanos = report.monotonicNanos();
    wallMicros = report.wallMicros();
    reports++;
  }

  // One that is no number is never covered up by a later one.
  private static Optional<Loss> newest(Optional<Loss> held, Optional<Loss> next) {
    return next.isEmpty() || held.filter(Loss.NonFinite.class::isInstance).isPresent()
        ? held
        : next;
  }

  Optional<Loss> loss() {
    return loss;
  }

  int reports() {
    return reports;
  }

  Progress record(
      String run,
      String node,
      String boot,
      long sequence,
      RunProgressState.Voice voice,
      SenderFacts facts) {
    return new Progress(
        run,
        node,
        boot,
        sequence,
        monotonicNanos,
        wallMicros,
        voice.rank(),
        facts.worldSize(),
        facts.scope(),
        voice.source(),
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
  }
}
