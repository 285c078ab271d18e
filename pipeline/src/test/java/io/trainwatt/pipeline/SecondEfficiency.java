package io.trainwatt.pipeline;

import io.trainwatt.events.account.Activity;
import io.trainwatt.events.account.LossMark;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.sample.Sample;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a run's energy went into and what came of it, from the records of the topics alone, by the
 * rules as docs/reference/efficiency.md has them and with none of the pipeline's code: all energy
 * and all progress is there before anything is asked.
 */
final class SecondEfficiency {
  private static final long CORE_SHARE = 50;

  private record Point(long time, long energy, long idle) {}

  /** By node, cumulative, in order of time. */
  private final Map<String, List<Point>> curves = new TreeMap<>();

  private final List<Progress> log;
  private final List<Progress> told = new ArrayList<>();
  private final List<Work> workThen = new ArrayList<>();

  /**
   * @param samples by node, in the order of the log
   * @param log progress of two ranks of which the lower speaks for the run
   */
  SecondEfficiency(Collection<List<Sample>> samples, List<Progress> log) {
    this.log = log;
    samples.forEach(this::curve);
    for (int i = 0; i < log.size(); i++) {
      Progress said = log.get(i);
      boolean later = told.isEmpty() || said.wallMicros() > told.getLast().wallMicros();
      if (said.rank() == 0 && later) {
        told.add(said);
        workThen.add(work(log.subList(0, i + 1)));
      }
    }
  }

  private void curve(List<Sample> samples) {
    List<Point> points = new ArrayList<>();
    Sample before = null;
    long idle = 0;
    for (Sample sample : samples) {
      if (before != null && sample.sequence() <= before.sequence()) {
        continue;
      }
      long energy = sample.devices().getFirst().counters().getFirst().energy().microjoules();
      if (before == null) {
        points.add(new Point(Fleet.START_MICROS, 0, 0));
      } else {
        long cpu = sample.runs().getFirst().cpuMicros() - before.runs().getFirst().cpuMicros();
        long time = sample.wallMicros() - before.wallMicros();
        idle += cpu * CORE_SHARE < time ? energy - points.getLast().energy : 0;
      }
      points.add(new Point(sample.wallMicros(), energy, idle));
      before = sample;
    }
    curves.put(samples.getFirst().node(), points);
  }

  private static long between(List<Point> points, long time, boolean idle) {
    Point before = points.getFirst();
    for (Point point : points) {
      if (point.time > time) {
        long from = idle ? before.idle : before.energy;
        long growth = (idle ? point.idle : point.energy) - from;
        return from
            + BigInteger.valueOf(growth)
                .multiply(BigInteger.valueOf(time - before.time))
                .divide(BigInteger.valueOf(point.time - before.time))
                .longValueExact();
      }
      before = point;
    }
    return idle ? before.idle : before.energy;
  }

  private long energyAt(long time) {
    return curves.values().stream().mapToLong(points -> between(points, time, false)).sum();
  }

  private long idleAt(long time) {
    return curves.values().stream().mapToLong(points -> between(points, time, true)).sum();
  }

  /** Up to when every node has told. */
  private long knownUntil() {
    return curves.values().stream().mapToLong(points -> points.getLast().time).min().orElseThrow();
  }

  private long newest() {
    return curves.values().stream().mapToLong(points -> points.getLast().time).max().orElseThrow();
  }

  private static Work work(List<Progress> said) {
    long steps = 0;
    for (int rank = 0; rank < 2; rank++) {
      int of = rank;
      steps +=
          said.stream()
              .filter(progress -> progress.rank() == of)
              .mapToLong(progress -> progress.work().steps().orElseThrow())
              .max()
              .orElse(0);
    }
    return ofSteps(steps);
  }

  private static Work ofSteps(long steps) {
    return new Work(
        OptionalLong.of(steps),
        OptionalLong.of(steps * 517),
        OptionalLong.of(steps * 8),
        OptionalLong.empty());
  }

  private static Work difference(Work from, Work to) {
    return ofSteps(to.steps().orElseThrow() - from.steps().orElseThrow());
  }

  private static Activity activity(Phase phase) {
    return switch (phase) {
      case SETUP -> Activity.SETUP;
      case TRAINING -> Activity.TRAINING;
      case EVALUATION -> Activity.EVALUATION;
      case CHECKPOINT -> Activity.CHECKPOINT;
      case DATA_WAIT -> Activity.DATA_WAIT;
      case FINISHED -> Activity.AFTER_LAST_PROGRESS;
    };
  }

  /** Energy, of it idle, and time, in microjoules and microseconds. */
  record Spent(long energy, long idle, long micros) {
    private Spent plus(Spent other) {
      return new Spent(energy + other.energy, idle + other.idle, micros + other.micros);
    }
  }

  private Spent spent(long from, long to) {
    return new Spent(energyAt(to) - energyAt(from), idleAt(to) - idleAt(from), to - from);
  }

  /** What each activity used. */
  Map<Activity, Spent> activities() {
    Map<Activity, Spent> sums = new EnumMap<>(Activity.class);
    long from = Fleet.START_MICROS;
    Activity now = Activity.SETUP;
    for (Progress said : told) {
      sums.merge(now, spent(from, said.wallMicros()), Spent::plus);
      from = said.wallMicros();
      now = activity(said.phase());
    }
    sums.merge(now, spent(from, newest()), Spent::plus);
    return sums;
  }

  /** What was used for nothing, in microjoules. */
  long wasted() {
    long sum = 0;
    for (Map.Entry<Activity, Spent> entry : activities().entrySet()) {
      boolean all =
          entry.getKey() == Activity.DATA_WAIT || entry.getKey() == Activity.AFTER_LAST_PROGRESS;
      sum += all ? entry.getValue().energy : entry.getValue().idle;
    }
    return sum;
  }

  /** Energy and work between two times. */
  record Cost(long microjoules, Work work) {}

  /** Between the first and the last word of any rank. */
  Cost whole() {
    Progress first = log.stream().min(Comparator.comparingLong(Progress::wallMicros)).orElseThrow();
    // The last of each second, as far as the second was measured.
    long end = Math.floorDiv(knownUntil(), 1_000_000) * 1_000_000;
    long last =
        log.stream().mapToLong(Progress::wallMicros).filter(at -> at <= end).max().orElseThrow();
    return new Cost(
        energyAt(last) - energyAt(first.wallMicros()),
        difference(
            first.work(), work(log.stream().filter(said -> said.wallMicros() <= last).toList())));
  }

  /** Of training alone. */
  Cost training() {
    return new Cost(
        activities().getOrDefault(Activity.TRAINING, new Spent(0, 0, 0)).energy,
        difference(workThen.getFirst(), workThen.getLast()));
  }

  /** The newest stretch of 30 s, or of 10 steps in 10 s. */
  Optional<Cost> recent() {
    Optional<Cost> newest = Optional.empty();
    int from = -1;
    for (int i = 0; i < told.size(); i++) {
      if (from >= 0 && trains(i - 1)) {
        long micros = told.get(i).wallMicros() - told.get(from).wallMicros();
        Work done = difference(workThen.get(from), workThen.get(i));
        if (micros >= 30_000_000 || (micros >= 10_000_000 && done.steps().orElseThrow() >= 10)) {
          newest =
              Optional.of(
                  new Cost(
                      energyAt(told.get(i).wallMicros()) - energyAt(told.get(from).wallMicros()),
                      done));
          from = -1;
        }
      } else {
        from = -1;
      }
      if (from < 0 && trains(i)) {
        from = i;
      }
    }
    return newest;
  }

  private boolean trains(int i) {
    Phase phase = told.get(i).phase();
    return phase == Phase.TRAINING || phase == Phase.DATA_WAIT;
  }

  /** When the validation loss was first as low as that. */
  List<LossMark> validation() {
    List<LossMark> marks = new ArrayList<>();
    for (int i = 0; i < told.size(); i++) {
      if (told.get(i).validationLoss().orElse(Loss.NonFinite.NAN) instanceof Loss.Finite(double x)
          && (marks.isEmpty() || x < marks.getLast().loss())) {
        marks.add(mark(x, i));
      }
    }
    return marks;
  }

  /** The same of the training loss: median of three, then an exponential mean over five. */
  List<LossMark> trainingLoss() {
    List<LossMark> marks = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    double mean = 0;
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < told.size(); i++) {
      if (told.get(i).loss().orElse(Loss.NonFinite.NAN) instanceof Loss.Finite(double x)) {
        values.add(x);
        List<Double> three =
            new ArrayList<>(values.subList(Math.max(0, values.size() - 3), values.size()));
        three.sort(null);
        double middle = values.size() < 3 ? x : three.get(1);
        mean = values.size() == 1 ? middle : mean + 2.0 / (5 + 1) * (middle - mean);
        if (mean < lowest) {
          lowest = mean;
          marks.add(mark(mean, i));
        }
      }
    }
    return marks;
  }

  private LossMark mark(double loss, int i) {
    long time = told.get(i).wallMicros();
    return new LossMark(loss, Energy.ofMicrojoules(energyAt(time)), time, workThen.get(i));
  }

  /** Steps of a rank between its first and its last word. */
  Map<Integer, Long> steps() {
    Map<Integer, Long> steps = new HashMap<>();
    for (int rank = 0; rank < 2; rank++) {
      int of = rank;
      List<Progress> own =
          log.stream()
              .filter(said -> said.rank() == of)
              .sorted(Comparator.comparingLong(Progress::wallMicros))
              .toList();
      steps.put(rank, own.getLast().step().orElseThrow() - own.getFirst().step().orElseThrow());
    }
    return steps;
  }
}
