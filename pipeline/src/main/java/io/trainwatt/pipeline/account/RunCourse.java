package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.Efficiency;
import io.trainwatt.events.account.LossCurve;
import io.trainwatt.events.account.LossMetric;
import io.trainwatt.events.account.RankShare;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.run.RunState;
import io.trainwatt.pipeline.state.StateFormat;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What a run did with its energy, and what came of it: activities and losses as one voice tells
 * them, met with the energy of their times. Not thread-safe.
 */
final class RunCourse {
  private long revision;
  private ActivityLedger activities = new ActivityLedger();
  private LossTrack training = new LossTrack(LossMetric.TRAINING);
  private LossTrack validation = new LossTrack(LossMetric.VALIDATION);
  private Optional<Said<Long>> parameters = Optional.empty();
  private Optional<Said<Long>> activeParameters = Optional.empty();

  /**
   * Takes a record.
   *
   * @param work of the whole run with this record
   * @return whether it changed anything
   */
  boolean take(Progress progress, Work work) {
    boolean changed = activities.take(progress, work);
    changed |= training.take(progress, progress.loss(), work);
    changed |= validation.take(progress, progress.validationLoss(), work);
    changed |= sizes(progress);
    revision += changed ? 1 : 0;
    return changed;
  }

  private boolean sizes(Progress progress) {
    Optional<Said<Long>> before = parameters;
    Optional<Said<Long>> beforeActive = activeParameters;
    progress.parameters().ifPresent(count -> parameters = newest(parameters, progress, count));
    progress
        .activeParameters()
        .ifPresent(count -> activeParameters = newest(activeParameters, progress, count));
    return !value(before).equals(value(parameters))
        || !value(beforeActive).equals(value(activeParameters));
  }

  private static Optional<Said<Long>> newest(
      Optional<Said<Long>> known, Progress progress, long count) {
    return Said.newest(known, new Said<>(progress.rank(), progress.wallMicros(), count));
  }

  private static OptionalLong value(Optional<Said<Long>> said) {
    return said.isPresent() ? OptionalLong.of(said.get().value()) : OptionalLong.empty();
  }

  /** The earliest time that waits for energy; at the end of time where none does. */
  long nextWallMicros() {
    return Math.min(
        activities.nextWallMicros(),
        Math.min(training.nextWallMicros(), validation.nextWallMicros()));
  }

  /** Meets times with energy for good, up to a time; says whether there were any. */
  boolean settle(RunEnergy energy, long until) {
    boolean changed = activities.settle(energy, until);
    changed |= training.settle(energy, until);
    changed |= validation.settle(energy, until);
    revision += changed ? 1 : 0;
    return changed;
  }

  long revision() {
    return revision;
  }

  /** As the account shows it. */
  Efficiency efficiency(RunEnergy energy, RunState state, List<RankShare> ranks) {
    ActivityLedger.Standing now = activities.standing(energy, state);
    return new Efficiency(
        now.energies(),
        now.training(),
        now.recent(),
        value(parameters),
        value(activeParameters),
        curves(energy),
        ranks);
  }

  private List<LossCurve> curves(RunEnergy energy) {
    return Stream.of(training.curve(energy), validation.curve(energy))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Bytes of a run's course. */
  static final class Format implements StateFormat<RunCourse> {
    private static final int VERSION = 1;

    @Override
    public void write(RunCourse course, StateWriter out) {
      out.number(VERSION);
      out.number(course.revision);
      course.activities.write(out);
      course.training.write(out);
      course.validation.write(out);
      Said.write(course.parameters, out, StateWriter::number);
      Said.write(course.activeParameters, out, StateWriter::number);
    }

    @Override
    public RunCourse read(StateReader in) {
      in.version("a run's course", VERSION);
      RunCourse course = new RunCourse();
      course.revision = in.number();
      course.activities = ActivityLedger.read(in);
      course.training = LossTrack.read(LossMetric.TRAINING, in);
      course.validation = LossTrack.read(LossMetric.VALIDATION, in);
      course.parameters = Said.read(in, StateReader::number);
      course.activeParameters = Said.read(in, StateReader::number);
      return course;
    }
  }
}
