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
 * Times at which a run's work was known, each to be met with the energy used until then. Progress
 * is known before the energy of its time: a mark waits until energy on both sides of it is known.
 * Not thread-safe.
 */
final class ProgressMarks {
  static final int MAX_WAITING = 32;

  private record Mark(long wallMicros, Work work) {}

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
      met = met.map(mark -> mark(mark.wallMicros, mark.work, grown));
      return;
    }
    any = true;
    lastWallMicros = wallMicros;
    if (waiting.size() == MAX_WAITING) {
      thin();
    }
    waiting.add(new Mark(wallMicros, work));
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
    return waiting.isEmpty() ? Long.MAX_VALUE : waiting.getFirst().wallMicros;
  }

  /** Meets marks with energy; says whether that changed anything. */
  boolean resolve(RunEnergy energy) {
    long until = any ? energy.knownUntil() : Long.MIN_VALUE;
    if (!any || until < firstWallMicros) {
      return false;
    }
    boolean changed = false;
    if (firstMicrojoules.isEmpty()) {
      firstMicrojoules = OptionalLong.of(energy.at(firstWallMicros));
      changed = true;
    }
    while (!waiting.isEmpty() && waiting.getFirst().wallMicros <= until) {
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

  /** Energy between the first and the last progress time that lie inside what was measured. */
  Optional<Energy> energyBetween() {
    if (met.isEmpty() || firstMicrojoules.isEmpty() || met.get().wallMicros <= firstWallMicros) {
      return Optional.empty();
    }
    return Optional.of(
        Energy.ofMicrojoules(Math.max(0, metMicrojoules - firstMicrojoules.getAsLong())));
  }

  /** Work done between the same two times; nothing until there are two. */
  Work workBetween() {
    return energyBetween().isPresent()
        ? WorkSum.growth(firstWork, met.orElseThrow().work)
        : Work.NONE;
  }

  /** Energy after the last progress, in microjoules. */
  long energySinceLast(RunEnergy energy) {
    boolean lastIsMet = met.isPresent() && met.get().wallMicros == lastWallMicros;
    long until = lastIsMet ? metMicrojoules : energy.at(lastWallMicros);
    return Math.max(0, energy.total() - until);
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
