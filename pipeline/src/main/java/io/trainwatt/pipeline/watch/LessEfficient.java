package io.trainwatt.pipeline.watch;

import io.trainwatt.events.alert.Severity;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Work;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.forecast.RunWishes;
import io.trainwatt.pipeline.meter.RunSlice;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A run that needs more energy for the same work than it did, or than its label {@code
 * joules_per_token} (or {@code joules_per_sample}, {@code joules_per_step}) says it should. Work is
 * that of the lowest rank, so a run that gains or loses ranks begins anew.
 */
final class LessEfficient implements Detector {
  private static final int VERSION = 2;
  private static final long WINDOW_MICROS = 60_000_000;
  private static final int KEPT = 24;
  private static final int BASE = 10;
  private static final int NEWEST = 5;
  private static final double BEGINS = 1.15;
  private static final double GOES_ON = 1.08;
  private static final double MICRO = 1e6;
  private static final String[] UNITS = {"token", "sample", "step"};

  private final Held held = new Held();
  private final Phased phase = new Phased();
  // Joules for one; the first ones are the base, the others the newest.
  private final double[] costs = new double[KEPT];
  private int size;
  private int unit = UNITS.length;
  private int rank = Integer.MAX_VALUE;
  private int world;
  private long windowWallMicros;
  private long windowWork;
  private long windowMicrojoules;
  // By the labels, for each unit: which one counts is known with the first progress.
  private final double[] promises = new double[UNITS.length];

  @Override
  public String rule() {
    return "LessEfficient";
  }

  @Override
  public Severity severity() {
    return Severity.WARNING;
  }

  @Override
  public void observe(RunEvent event) {
    switch (event) {
      case RunEvent.Progressed(var progress) -> {
        phase.observe(progress);
        if (progress.rank() <= rank) {
          said(progress);
        }
      }
      case RunEvent.Used(RunSlice slice) -> {
        windowMicrojoules += phase.trains() ? slice.inTotalMicrojoules() : 0;
        held.waste(Math.round(over() * slice.inTotalMicrojoules()));
      }
      case RunEvent.Described(String ignored, var merged) -> promised(merged.labels());
      case RunEvent.Learnt ignored -> {}
      case RunEvent.Accounted ignored -> {}
    }
  }

  private void said(Progress progress) {
    int told = unitOf(progress.work());
    if (told == UNITS.length) {
      return;
    }
    long work = work(progress.work(), told).orElse(0);
    if (progress.rank() < rank
        || told < unit
        || progress.worldSize() != world
        || work < windowWork) {
      rank = progress.rank();
      unit = told;
      world = progress.worldSize();
      size = 0;
      begin(progress.wallMicros(), work);
    } else if (told == unit && progress.wallMicros() - windowWallMicros >= WINDOW_MICROS) {
      close(progress.wallMicros(), work);
    }
  }

  private void begin(long wallMicros, long work) {
    windowWallMicros = wallMicros;
    windowWork = work;
    windowMicrojoules = 0;
  }

  private void close(long wallMicros, long work) {
    long done = work - windowWork;
    boolean whole = wallMicros - windowWallMicros < 2 * WINDOW_MICROS;
    // A window with a pause in it says nothing of the work.
    if (done > 0 && whole && phase.trains()) {
      if (size == KEPT) {
        System.arraycopy(costs, BASE + 1, costs, BASE, KEPT - BASE - 1);
        size--;
      }
      costs[size++] = windowMicrojoules / MICRO / done;
      look(wallMicros);
    }
    begin(wallMicros, work);
  }

  private void look(long wallMicros) {
    double over = base() > 0 && size > NEWEST ? now() / base() : 1;
    held.look(over >= BEGINS, over >= GOES_ON, wallMicros - NEWEST * WINDOW_MICROS, 0);
  }

  private double base() {
    if (promised() > 0) {
      return promised();
    }
    // The first window holds what a start costs.
    return size < BASE + NEWEST ? 0 : usual(1, BASE);
  }

  private double now() {
    return usual(size - NEWEST, size);
  }

  // The share of the energy that is more than it was.
  private double over() {
    return held.wrong() ? Math.max(0, 1 - base() / now()) : 0;
  }

  // The mean of the middle third: where power comes and goes within minutes, costs have two
  // middles, and a median is now the one and now the other.
  private double usual(int from, int to) {
    double[] sorted = Arrays.copyOfRange(costs, from, to);
    Arrays.sort(sorted);
    int out = sorted.length / 3;
    return Arrays.stream(sorted, out, sorted.length - out).average().orElseThrow();
  }

  private static int unitOf(Work work) {
    for (int i = 0; i < UNITS.length; i++) {
      if (work(work, i).orElse(0) > 0) {
        return i;
      }
    }
    return UNITS.length;
  }

  private static OptionalLong work(Work work, int unit) {
    return switch (unit) {
      case 0 -> work.tokens();
      case 1 -> work.samples();
      default -> work.steps();
    };
  }

  private void promised(Map<String, String> labels) {
    for (int i = 0; i < UNITS.length; i++) {
      OptionalDouble said = RunWishes.number(labels.getOrDefault("joules_per_" + UNITS[i], ""));
      promises[i] = Math.max(0, said.orElse(0));
    }
  }

  private double promised() {
    return unit == UNITS.length ? 0 : promises[unit];
  }

  @Override
  public Verdict verdict() {
    if (!held.wrong()) {
      return new Verdict.Clear();
    }
    String name = UNITS[unit];
    return new Verdict.Firing(
        held.sinceWallMicros(),
        String.format(
            Locale.ROOT,
            "A %s costs %.0f %% more energy than %s.",
            name,
            100 * (now() / base() - 1),
            promised() > 0 ? "its label says" : "at the run's beginning"),
        "See what changed then: another job on the node, throttling, slower data, a new batch or"
            + " sequence length, a changed power limit.",
        held.wastedMicrojoules(),
        Map.of(
            "per", name,
            "now", Words.energy(now() * MICRO),
            "base", Words.energy(base() * MICRO)));
  }

  @Override
  public void write(StateWriter out) {
    out.number(VERSION);
    held.write(out);
    phase.write(out);
    out.number(size);
    for (int i = 0; i < size; i++) {
      out.real(costs[i]);
    }
    out.number(unit);
    out.number(rank);
    out.number(world);
    out.number(windowWallMicros);
    out.number(windowWork);
    out.number(windowMicrojoules);
    for (double promise : promises) {
      out.real(promise);
    }
  }

  @Override
  public void read(StateReader in) {
    int version = in.version(rule(), VERSION);
    held.read(in);
    phase.read(in);
    size = Math.min(KEPT, in.count());
    for (int i = 0; i < size; i++) {
      costs[i] = in.real();
    }
    unit = in.count();
    rank = in.count();
    world = in.count();
    windowWallMicros = in.number();
    windowWork = in.number();
    windowMicrojoules = in.number();
    if (version < 2) {
      in.real();
      return;
    }
    for (int i = 0; i < UNITS.length; i++) {
      promises[i] = in.real();
    }
  }
}
