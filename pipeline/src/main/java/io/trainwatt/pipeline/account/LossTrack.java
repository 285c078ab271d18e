package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.LossCurve;
import io.trainwatt.events.account.LossMark;
import io.trainwatt.events.account.LossMetric;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When a run's loss was first as low as that, in a bounded number of marks. A training loss is of
 * one batch: it is smoothed, by the median of the last three values, which no lone spike passes,
 * then by an exponential mean over the last twentieth of all values so far, 5 at least and 500 at
 * most, so that it lags behind by the same small share in a short run and a long one, by three
 * values at least. A validation loss is taken as it is. When there are too many marks, the one goes
 * whose absence changes the area under the curve the least (Visvalingam and Whyatt 1993). Not
 * thread-safe.
 */
final class LossTrack {
  static final int MAX_MARKS = 64;
  static final int MAX_WAITING = 1_024;

  private static final double NONSENSE = 1e12;
  private static final long SHARE = 20;
  private static final long LEAST_VALUES = 5;
  private static final long MOST_VALUES = 500;

  private record Waiting(double loss, long wallMicros, Work work) {}

  private final LossMetric metric;
  private Optional<Voice> voice = Optional.empty();
  private long lastWallMicros;
  private long values;
  private double previous;
  private double beforePrevious;
  private double smoothed;
  private double lowest;
  private final List<Waiting> waiting = new ArrayList<>(4);
  private final List<LossMark> marks = new ArrayList<>(8);

  LossTrack(LossMetric metric) {
    this.metric = metric;
  }

  /**
   * Takes a record.
   *
   * @param said the loss of this track's metric, if the record has one
   * @param work of the whole run with this record
   * @return whether it is heard
   */
  boolean take(Progress progress, Optional<Loss> said, Work work) {
    if (said.isEmpty()
        || !(said.get() instanceof Loss.Finite(double loss))
        || Math.abs(loss) > NONSENSE) {
      return false;
    }
    Voice speaker = new Voice(progress.rank(), progress.source());
    if (!speaker.speaksBefore(voice)) {
      return false;
    }
    voice = Optional.of(speaker);
    if (values > 0 && progress.wallMicros() <= lastWallMicros) {
      return true;
    }
    lastWallMicros = progress.wallMicros();
    double level = level(loss);
    if (values == 1 || level < lowest) {
      lowest = level;
      add(new Waiting(level, progress.wallMicros(), work));
    }
    return true;
  }

  private double level(double loss) {
    values++;
    if (metric == LossMetric.VALIDATION) {
      return loss;
    }
    double middle = values < 3 ? loss : median(loss, previous, beforePrevious);
    beforePrevious = previous;
    previous = loss;
    long span = Math.clamp(values / SHARE, LEAST_VALUES, MOST_VALUES);
    smoothed = values == 1 ? middle : smoothed + 2.0 / (span + 1) * (middle - smoothed);
    return smoothed;
  }

  private static double median(double a, double b, double c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  private void add(Waiting mark) {
    if (waiting.size() == MAX_WAITING) {
      List<Waiting> kept = new ArrayList<>(MAX_WAITING);
      for (int i = 0; i < waiting.size(); i++) {
        if (i >= MAX_WAITING / 2 || i % 2 == 0) {
          kept.add(waiting.get(i));
        }
      }
      waiting.clear();
      waiting.addAll(kept);
    }
    waiting.add(mark);
  }

  /** The earliest time that waits for energy; at the end of time where none does. */
  long nextWallMicros() {
    return waiting.isEmpty() ? Long.MAX_VALUE : waiting.getFirst().wallMicros;
  }

  /** Meets marks with energy for good, up to a time; says whether there were any. */
  boolean settle(RunEnergy energy, long until) {
    boolean changed = false;
    while (!waiting.isEmpty() && waiting.getFirst().wallMicros <= until) {
      meet(marks, waiting.removeFirst(), energy);
      changed = true;
    }
    return changed;
  }

  private static void meet(List<LossMark> marks, Waiting mark, RunEnergy energy) {
    long before = marks.isEmpty() ? 0 : marks.getLast().energy().microjoules();
    marks.add(
        new LossMark(
            mark.loss,
            // A history that was thinned meanwhile may be a little lower.
            Energy.ofMicrojoules(Math.max(before, energy.at(mark.wallMicros))),
            mark.wallMicros,
            mark.work));
    if (marks.size() > MAX_MARKS) {
      marks.remove(leastTelling(marks));
    }
  }

  // Ends stay. Areas are compared with each other alone, so their unit does not matter.
  private static int leastTelling(List<LossMark> marks) {
    int least = 1;
    double smallest = Double.POSITIVE_INFINITY;
    for (int i = 1; i < marks.size() - 1; i++) {
      double area = area(marks.get(i - 1), marks.get(i), marks.get(i + 1));
      if (area < smallest) {
        smallest = area;
        least = i;
      }
    }
    return least;
  }

  private static double area(LossMark a, LossMark b, LossMark c) {
    double ab = b.energy().microjoules() - a.energy().microjoules();
    double ac = c.energy().microjoules() - a.energy().microjoules();
    return Math.abs(ab * (c.loss() - a.loss()) - ac * (b.loss() - a.loss()));
  }

  /** The curve as far as energy is known; absent until it is at one loss. */
  Optional<LossCurve> curve(RunEnergy energy) {
    long until = energy.knownUntil();
    List<LossMark> all = new ArrayList<>(marks);
    for (Waiting mark : waiting) {
      if (mark.wallMicros > until) {
        break;
      }
      meet(all, mark, energy);
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(new LossCurve(metric, all));
  }

  void write(StateWriter out) {
    Voice.write(voice, out);
    out.number(lastWallMicros);
    out.number(values);
    out.real(previous);
    out.real(beforePrevious);
    out.real(smoothed);
    out.real(lowest);
    out.number(waiting.size());
    for (Waiting mark : waiting) {
      out.real(mark.loss);
      out.number(mark.wallMicros);
      WorkSum.write(mark.work, out);
    }
    out.number(marks.size());
    for (LossMark mark : marks) {
      out.real(mark.loss());
      out.number(mark.energy().microjoules());
      out.number(mark.wallMicros());
      WorkSum.write(mark.work(), out);
    }
  }

  static LossTrack read(LossMetric metric, StateReader in) {
    LossTrack track = new LossTrack(metric);
    track.voice = Voice.read(in);
    track.lastWallMicros = in.number();
    track.values = in.number();
    track.previous = in.real();
    track.beforePrevious = in.real();
    track.smoothed = in.real();
    track.lowest = in.real();
    int held = in.count();
    for (int i = 0; i < held; i++) {
      track.waiting.add(new Waiting(in.real(), in.number(), WorkSum.read(in)));
    }
    int count = in.count();
    for (int i = 0; i < count; i++) {
      track.marks.add(
          new LossMark(
              in.real(), Energy.ofMicrojoules(in.number()), in.number(), WorkSum.read(in)));
    }
    return track;
  }
}
