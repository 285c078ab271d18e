package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.ProgressPoint;
import io.trainwatt.events.account.RunProgress;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Scope;
import io.trainwatt.events.progress.Work;
import io.trainwatt.pipeline.state.DamagedState;
import io.trainwatt.pipeline.state.StateFormat;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * How far a run is, over all its nodes and ranks. Work counted by ranks is summed; work that a rank
 * says of the whole job is taken once and, for the kinds it tells, in place of the sum. Not
 * thread-safe.
 */
final class ProgressBook {
  private long revision;
  private Work rankWork = Work.NONE;
  private Work jobWork = Work.NONE;
  private int ranksSeen;
  private int worldSize;
  private final TreeSet<String> sources = new TreeSet<>();
  private ProgressMarks marks = new ProgressMarks();
  private Optional<Said<Loss>> firstLoss = Optional.empty();
  private Optional<Said<Loss>> lastLoss = Optional.empty();
  private Optional<Said<Loss>> lastValidationLoss = Optional.empty();
  private Optional<Said<Double>> learningRate = Optional.empty();
  private Optional<Said<Long>> step = Optional.empty();
  private Optional<Said<Long>> plannedSteps = Optional.empty();
  private Optional<Said<Phase>> phase = Optional.empty();

  /**
   * Takes a record of a node.
   *
   * @throws ArithmeticException if a sum of work passes 2^63 - 1; then this object is spoilt
   */
  void take(Progress progress, Senders senders) {
    revision++;
    Senders.Change change = senders.take(progress);
    Work before = work();
    if (progress.scope() == Scope.RANK) {
      rankWork = rankWork.plus(WorkSum.growth(change.before(), change.after()));
    } else {
      jobWork = WorkSum.highest(jobWork, change.after());
    }
    ranksSeen += change.newRank() ? 1 : 0;
    worldSize = Math.max(worldSize, progress.worldSize());
    sources.add(progress.source());
    marks.add(progress.wallMicros(), WorkSum.growth(before, work()), work(), progress.work());
    gauges(progress);
  }

  private void gauges(Progress progress) {
    progress
        .loss()
        .ifPresent(
            loss -> {
              firstLoss = Said.oldest(firstLoss, said(progress, loss));
              lastLoss = Said.newest(lastLoss, said(progress, loss));
            });
    progress
        .validationLoss()
        .ifPresent(
            loss -> lastValidationLoss = Said.newest(lastValidationLoss, said(progress, loss)));
    progress
        .learningRate()
        .ifPresent(rate -> learningRate = Said.newest(learningRate, said(progress, rate)));
    progress.step().ifPresent(at -> step = Said.newest(step, said(progress, at)));
    progress
        .plannedSteps()
        .ifPresent(planned -> plannedSteps = Said.newest(plannedSteps, said(progress, planned)));
    phase = Said.newest(phase, said(progress, progress.phase()));
  }

  private static <T> Said<T> said(Progress progress, T value) {
    return new Said<>(progress.rank(), progress.wallMicros(), value);
  }

  /** The run's work so far. */
  Work work() {
    return WorkSum.orElse(jobWork, rankWork);
  }

  long revision() {
    return revision;
  }

  /** The earliest time that waits for energy; at the end of time where none does. */
  long nextWallMicros() {
    return marks.nextWallMicros();
  }

  /** Meets progress times with energy for good, up to a time; says whether there were any. */
  boolean settle(RunEnergy energy, long until) {
    boolean changed = marks.settle(energy, until);
    revision += changed ? 1 : 0;
    return changed;
  }

  /** As the account shows it; absent until some was reported. */
  Optional<RunProgress> progress(RunEnergy energy) {
    if (revision == 0) {
      return Optional.empty();
    }
    ProgressMarks.Standing standing = marks.standing(energy);
    return Optional.of(
        new RunProgress(
            work(),
            number(step),
            firstLoss.map(Said::value),
            lastLoss.map(Said::value),
            lastValidationLoss.map(Said::value),
            real(learningRate),
            phase.map(Said::value).orElse(Phase.TRAINING),
            number(plannedSteps),
            ranksSeen,
            worldSize,
            marks.firstWallMicros(),
            marks.lastWallMicros(),
            standing.energyBetween(),
            standing.workBetween(),
            standing.energySinceLast(),
            List.copyOf(sources)));
  }

  /** As a point of the series shows it. */
  ProgressPoint point() {
    return new ProgressPoint(
        number(step),
        work(),
        lastLoss.map(Said::value),
        lastValidationLoss.map(Said::value),
        real(learningRate),
        phase.map(Said::value).orElse(Phase.TRAINING));
  }

  private static OptionalLong number(Optional<Said<Long>> said) {
    return said.isPresent() ? OptionalLong.of(said.get().value()) : OptionalLong.empty();
  }

  private static OptionalDouble real(Optional<Said<Double>> said) {
    return said.isPresent() ? OptionalDouble.of(said.get().value()) : OptionalDouble.empty();
  }

  /** Bytes of a run's progress. */
  static final class Format implements StateFormat<ProgressBook> {
    private static final int VERSION = 1;
    private static final Phase[] PHASES = {
      Phase.TRAINING,
      Phase.EVALUATION,
      Phase.CHECKPOINT,
      Phase.DATA_WAIT,
      Phase.SETUP,
      Phase.FINISHED
    };

    @Override
    public void write(ProgressBook book, StateWriter out) {
      out.number(VERSION);
      out.number(book.revision);
      WorkSum.write(book.rankWork, out);
      WorkSum.write(book.jobWork, out);
      out.number(book.ranksSeen);
      out.number(book.worldSize);
      out.number(book.sources.size());
      book.sources.forEach(out::text);
      book.marks.write(out);
      Said.write(book.firstLoss, out, Said::writeLoss);
      Said.write(book.lastLoss, out, Said::writeLoss);
      Said.write(book.lastValidationLoss, out, Said::writeLoss);
      Said.write(book.learningRate, out, StateWriter::real);
      Said.write(book.step, out, StateWriter::number);
      Said.write(book.plannedSteps, out, StateWriter::number);
      Said.write(book.phase, out, (writer, phase) -> writer.number(number(phase)));
    }

    @Override
    public ProgressBook read(StateReader in) {
      in.version("a run's progress", VERSION);
      ProgressBook book = new ProgressBook();
      book.revision = in.number();
      book.rankWork = WorkSum.read(in);
      book.jobWork = WorkSum.read(in);
      book.ranksSeen = in.count();
      book.worldSize = in.count();
      int count = in.count();
      for (int i = 0; i < count; i++) {
        book.sources.add(in.text());
      }
      book.marks = ProgressMarks.read(in);
      book.firstLoss = Said.read(in, Said::readLoss);
      book.lastLoss = Said.read(in, Said::readLoss);
      book.lastValidationLoss = Said.read(in, Said::readLoss);
      book.learningRate = Said.read(in, StateReader::real);
      book.step = Said.read(in, StateReader::number);
      book.plannedSteps = Said.read(in, StateReader::number);
      book.phase = Said.read(in, reader -> phase(reader.count()));
      return book;
    }

    private static int number(Phase phase) {
      return switch (phase) {
        case TRAINING -> 0;
        case EVALUATION -> 1;
        case CHECKPOINT -> 2;
        case DATA_WAIT -> 3;
        case SETUP -> 4;
        case FINISHED -> 5;
      };
    }

    private static Phase phase(int number) {
      if (number < 0 || number >= PHASES.length) {
        throw new DamagedState("phase " + number);
      }
      return PHASES[number];
    }
  }
}
