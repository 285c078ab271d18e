package io.trainwatt.pipeline.account;

import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Scope;
import io.trainwatt.events.progress.Work;
import io.trainwatt.pipeline.state.StateFormat;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The highest work of every rank and source of a run on one node. Two sources of one rank (the hook
 * and its printed lines) tell of the same work: the higher counts, not the sum. Not thread-safe.
 */
final class Senders {
  private record Sender(int rank, Scope scope, String source, Work work, Span span) {
    private Voice voice() {
      return new Voice(rank, source);
    }
  }

  /** First and last time that it was heard, and the step it was at. */
  private record Span(long firstWallMicros, long firstStep, long lastWallMicros, long lastStep) {
    private static Span of(Progress progress) {
      long step = progress.step().orElse(progress.work().steps().orElse(0));
      return new Span(progress.wallMicros(), step, progress.wallMicros(), step);
    }

    private Span with(Progress progress) {
      Span said = of(progress);
      if (said.firstWallMicros < firstWallMicros) {
        return new Span(said.firstWallMicros, said.firstStep, lastWallMicros, lastStep);
      }
      return said.lastWallMicros > lastWallMicros
          ? new Span(firstWallMicros, firstStep, said.lastWallMicros, said.lastStep)
          : this;
    }
  }

  /**
   * How far a rank came.
   *
   * @param steps between the first and the last time it was heard
   */
  record Pace(int rank, long steps, long durationMicros) {}

  private final List<Sender> senders = new ArrayList<>(1);

  /**
   * What a record changes.
   *
   * @param before the rank's work in the record's scope so far
   * @param after the same with the record
   * @param newRank the rank was not seen on this node before
   */
  record Change(Work before, Work after, boolean newRank) {}

  Change take(Progress progress) {
    Work before = work(progress.rank(), progress.scope());
    boolean newRank = senders.stream().noneMatch(sender -> sender.rank == progress.rank());
    raise(progress);
    return new Change(before, work(progress.rank(), progress.scope()), newRank);
  }

  private void raise(Progress progress) {
    for (int i = 0; i < senders.size(); i++) {
      Sender sender = senders.get(i);
      if (sender.rank == progress.rank()
          && sender.scope == progress.scope()
          && sender.source.equals(progress.source())) {
        Work highest = WorkSum.highest(sender.work, progress.work());
        senders.set(
            i,
            new Sender(
                sender.rank, sender.scope, sender.source, highest, sender.span.with(progress)));
        return;
      }
    }
    senders.add(
        new Sender(
            progress.rank(),
            progress.scope(),
            progress.source(),
            progress.work(),
            Span.of(progress)));
  }

  /** How fast each rank goes, as its best source tells it. */
  List<Pace> paces() {
    Map<Integer, Sender> best = new TreeMap<>();
    for (Sender sender : senders) {
      Optional<Voice> known = Optional.ofNullable(best.get(sender.rank)).map(Sender::voice);
      if (sender.voice().speaksBefore(known)) {
        best.put(sender.rank, sender);
      }
    }
    return best.values().stream()
        .map(
            sender ->
                new Pace(
                    sender.rank,
                    Math.max(0, sender.span.lastStep - sender.span.firstStep),
                    sender.span.lastWallMicros - sender.span.firstWallMicros))
        .toList();
  }

  private Work work(int rank, Scope scope) {
    Work highest = Work.NONE;
    for (Sender sender : senders) {
      if (sender.rank == rank && sender.scope == scope) {
        highest = WorkSum.highest(highest, sender.work);
      }
    }
    return highest;
  }

  /** Bytes of a node's senders. */
  static final class Format implements StateFormat<Senders> {
    private static final int VERSION = 2;

    @Override
    public void write(Senders value, StateWriter out) {
      out.number(VERSION);
      out.number(value.senders.size());
      for (Sender sender : value.senders) {
        out.number(sender.rank);
        out.flag(sender.scope == Scope.JOB);
        out.text(sender.source);
        WorkSum.write(sender.work, out);
        out.number(sender.span.firstWallMicros);
        out.number(sender.span.firstStep);
        out.number(sender.span.lastWallMicros);
        out.number(sender.span.lastStep);
      }
    }

    @Override
    public Senders read(StateReader in) {
      int version = in.version("a run's senders", VERSION);
      Senders senders = new Senders();
      int count = in.count();
      for (int i = 0; i < count; i++) {
        int rank = in.count();
        Scope scope = in.flag() ? Scope.JOB : Scope.RANK;
        String source = in.text();
        Work work = WorkSum.read(in);
        Span span =
            version < 2
                ? new Span(0, 0, 0, 0)
                : new Span(in.number(), in.number(), in.number(), in.number());
        senders.senders.add(new Sender(rank, scope, source, work, span));
      }
      return senders;
    }
  }
}
