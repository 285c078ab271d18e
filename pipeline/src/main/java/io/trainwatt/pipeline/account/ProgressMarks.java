package io.trainwatt.pipeline.account;

import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Times at which a run's work was known, each to be met with the energy used until then: the last
 * of each second, however many ranks tell theirs. A mark waits until no energy of its second is to
 * be expected any more; until then it is met anew at each look. Not thread-safe.
 */
final class ProgressMarks {
  static final int MAX_WAITING = 1_024;

  private static final long SECOND = 1_000_000;

  private record Mark(long wallMicros, Work work) {
    // Of the second that it ends or lies in.
    private long secondEnds() {
      return Math.ceilDiv(wallMicros, SECOND) * SECOND;
    }
  }

  private boolean any;
  private long firstWallMicros;
  private long lastWallMicros;
  private Work firstWork = Work.NONE;
  private OptionalLong firstMicrojoules = OptionalLong.empty();
  private final List<Mark> waiting = new ArrayList<>(4);
  private Optional<Mark> met = Optional.empty();
  private long metMicrojoules;

  /**
   * Takes a progress time.
   *
   * @param grown by how much the run's work grew by this record
   * @param work the run's work with this record
   * @param own the record's own work: what was done before the first record, if it is the first
   */
  void add(long wallMicros, Work grown, Work work, Work own) {
    if (!any || wallMicros < firstWallMicros) {
      firstWallMicros = wallMicros;
      firstWork = own;
      firstMicrojoules = OptionalLong.empty();
    }
    if (any && wallMicros <= lastWallMicros) {
      // Late: what it adds was already done at every later mark.
      waiting.replaceAll(
          mark -> mark.wallMicros >= wallMicros ? mark(mark.wallMicros, mark.work, grown) : mark);
      met =
          met.map(
              mark ->
                  mark.wallMicros >= wallMicros ? mark(mark.wallMicros, mark.work, grown) : mark);
      return;
    }
    any = true;
    lastWallMicros = wallMicros;
    Mark mark = new Mark(wallMicros, work);
    if (!waiting.isEmpty() && waiting.getLast().secondEnds() == mark.secondEnds()) {
      waiting.removeLast();
    } else if (waiting.size() == MAX_WAITING) {
      thin();
    }
    waiting.add(mark);
  }

  private static Mark mark(long wallMicros, Work work, Work grown) {
    return new Mark(wallMicros, work.plus(grown));
  }

  private void thin() {
    List<Mark> kept = new ArrayList<>(MAX_WAITING);
    for (int i = 0; i < waiting.size(); i++) {
      if (i >= MAX_WAITING / 2 || i % 2 == 0) {
        kept.add(waiting.get(i));
      }
    }
    waiting.clear();
    waiting.addAll(kept);
  }

  /** The earliest time that waits for energy; at the end of time where none does. */
  long nextWallMicros() {
    if (any && firstMicrojoules.isEmpty()) {
      return firstWallMicros;
    }
    return waiting.isEmpty() ? Long.MAX_VALUE : waiting.getFirst().secondEnds();
  }

  /** Meets marks with energy for good, up to a time; says whether there were any. */
  boolean settle(RunEnergy energy, long until) {
    boolean changed = false;
    if (any && firstMicrojoules.isEmpty() && firstWallMicros <= until) {
      firstMicrojoules = OptionalLong.of(energy.at(firstWallMicros));
      changed = true;
    }
    while (!waiting.isEmpty() && waiting.getFirst().secondEnds() <= until) {
      Mark mark = waiting.removeFirst();
      met = Optional.of(mark);
      metMicrojoules = energy.at(mark.wallMicros);
      changed = true;
    }
    return changed;
  }

  long firstWallMicros() {
    return firstWallMicros;
  }

  long lastWallMicros() {
    return lastWallMicros;
  }

  /**
   * How it stands.
   *
   * @param energyBetween the first and the last progress time that lie inside what was measured
   * @param workBetween the same two times; nothing until there are two
   * @param energySinceLast after the last progress
   */
  record Standing(Optional<Energy> energyBetween, Work workBetween, Energy energySinceLast) {}

  /** How it stands with all energy that is known. */
  Standing standing(RunEnergy energy) {
    long until = energy.knownUntil();
    Optional<Mark> last = met;
    long atLast = metMicrojoules;
    for (Mark mark : waiting) {
      if (mark.secondEnds() > until) {
        break;
      }
      last = Optional.of(mark);
    }
    if (!last.equals(met)) {
      atLast = energy.at(last.orElseThrow().wallMicros);
    }
    boolean lastIsMet = last.isPresent() && last.get().wallMicros == lastWallMicros;
    long since = lastIsMet ? atLast : energy.at(lastWallMicros);
    Energy energySinceLast = Energy.ofMicrojoules(Math.max(0, energy.total() - since));
    boolean firstIsMet = firstMicrojoules.isPresent() || (any && firstWallMicros <= until);
    if (last.isEmpty() || !firstIsMet || last.get().wallMicros <= firstWallMicros) {
      return new Standing(Optional.empty(), Work.NONE, energySinceLast);
    }
    long atFirst =
        firstMicrojoules.isPresent() ? firstMicrojoules.getAsLong() : energy.at(firstWallMicros);
    return new Standing(
        Optional.of(Energy.ofMicrojoules(Math.max(0, atLast - atFirst))),
        WorkSum.growth(firstWork, last.get().work),
        energySinceLast);
  }

  void write(StateWriter out) {
    out.flag(any);
    out.number(firstWallMicros);
    out.number(lastWallMicros);
    WorkSum.write(firstWork, out);
    WorkSum.write(firstMicrojoules, out);
    out.number(waiting.size());
    for (Mark mark : waiting) {
      write(mark, out);
    }
    out.flag(met.isPresent());
    met.ifPresent(mark -> write(mark, out));
    out.number(metMicrojoules);
  }

  private static void write(Mark mark, StateWriter out) {
    out.number(mark.wallMicros);
    WorkSum.write(mark.work, out);
  }

  static ProgressMarks read(StateReader in) {
    ProgressMarks marks = new ProgressMarks();
    marks.any = in.flag();
    marks.firstWallMicros = in.number();
    marks.lastWallMicros = in.number();
    marks.firstWork = WorkSum.read(in);
    marks.firstMicrojoules = WorkSum.readLong(in);
    int count = in.count();
    for (int i = 0; i < count; i++) {
      marks.waiting.add(new Mark(in.number(), WorkSum.read(in)));
    }
    if (in.flag()) {
      marks.met = Optional.of(new Mark(in.number(), WorkSum.read(in)));
    }
    marks.metMicrojoules = in.number();
    return marks;
  }
}
