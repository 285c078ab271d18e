package io.trainwatt.pipeline.watch;

import io.trainwatt.events.alert.Severity;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.meter.RunSlice;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One rank that takes longer for its steps than the others, or one node on which the run draws less
 * power than on the others while they wait for it, minute after minute.
 */
final class Straggler implements Detector {
  private static final int VERSION = 1;
  private static final long WINDOW_MICROS = 60_000_000;
  private static final int FEWEST = 4;
  private static final int MOST = 4_096;
  private static final int IN_A_ROW = 3;
  private static final double MADS = 3;
  private static final double MAD_TO_SD = 1.4826;
  // Of the median: however alike the others are, less is no straggler.
  private static final double LEAST = 0.1;

  /** What one rank or node did in the window. */
  private static final class Runner {
    private long from;
    private long to;
    private long done;
    private String epoch = "";
    private long startWork;
  }

  private final Held held = new Held();
  private final TreeMap<String, Runner> ranks = new TreeMap<>();
  private final TreeMap<String, Runner> nodes = new TreeMap<>();
  private long windowWallMicros;
  private long microjoules;
  private String last = "";
  private int inARow;
  private double behind;

  @Override
  public String rule() {
    return "Straggler";
  }

  @Override
  public Severity severity() {
    return Severity.WARNING;
  }

  @Override
  public void observe(RunEvent event) {
    switch (event) {
      case RunEvent.Progressed(var progress) -> said(progress);
      case RunEvent.Used(RunSlice slice) -> used(slice);
      case RunEvent.Learnt ignored -> {}
      case RunEvent.Accounted ignored -> {}
      case RunEvent.Described ignored -> {}
    }
  }

  private void said(Progress progress) {
    // Ranks that train together have the steps of rank 0 and count none; each says where it is.
    OptionalLong step = progress.step().isPresent() ? progress.step() : progress.work().steps();
    String name = "rank " + progress.rank();
    if (step.isEmpty() || (ranks.size() >= MOST && !ranks.containsKey(name))) {
      return;
    }
    long steps = step.getAsLong();
    Runner runner = ranks.computeIfAbsent(name, fresh -> new Runner());
    String epoch = progress.node() + '\n' + progress.boot();
    if (!runner.epoch.equals(epoch) || steps < runner.startWork) {
      runner.epoch = epoch;
      runner.from = progress.monotonicNanos();
      runner.startWork = steps;
    }
    runner.to = progress.monotonicNanos();
    runner.done = steps - runner.startWork;
  }

  private void used(RunSlice slice) {
    if (slice.ended()) {
      nodes.remove(slice.node());
      return;
    }
    if (nodes.size() < MOST || nodes.containsKey(slice.node())) {
      Runner node = nodes.computeIfAbsent(slice.node(), fresh -> new Runner());
      node.from = node.from == 0 ? slice.fromWallMicros() : node.from;
      node.to = slice.toWallMicros();
      node.done += slice.inTotalMicrojoules();
    }
    microjoules += slice.inTotalMicrojoules();
    held.waste(Math.round(behind * slice.inTotalMicrojoules()));
    if (windowWallMicros == 0) {
      windowWallMicros = slice.toWallMicros();
    } else if (slice.toWallMicros() - windowWallMicros >= WINDOW_MICROS) {
      close(slice.toWallMicros());
    }
  }

  private void close(long wallMicros) {
    String now = outlier();
    inARow = !now.isEmpty() && now.equals(last) ? inARow + 1 : now.isEmpty() ? 0 : 1;
    last = now;
    held.look(
        inARow >= IN_A_ROW,
        inARow > 0,
        wallMicros - IN_A_ROW * WINDOW_MICROS,
        Math.round(behind * microjoules * IN_A_ROW));
    windowWallMicros = wallMicros;
    microjoules = 0;
    ranks.values().removeIf(runner -> runner.done == 0);
    for (Runner runner : ranks.values()) {
      runner.startWork += runner.done;
      runner.from = runner.to;
      runner.done = 0;
    }
    nodes.clear();
  }

  // The rank or node that is out of line; else nothing. Sets by how much of the others' time.
  private String outlier() {
    behind = 0;
    String slow = slowest(ranks);
    return slow.isEmpty() ? weakest(nodes) : slow;
  }

  private String slowest(Map<String, Runner> runners) {
    double[] paces = new double[runners.size()];
    String[] names = new String[paces.length];
    int n = 0;
    for (Map.Entry<String, Runner> each : runners.entrySet()) {
      Runner runner = each.getValue();
      if (runner.done > 0 && runner.to > runner.from) {
        names[n] = each.getKey() + " on " + runner.epoch.lines().findFirst().orElse("");
        paces[n++] = (double) (runner.to - runner.from) / runner.done;
      }
    }
    int worst = outlier(paces, n, 1);
    if (worst < 0) {
      return "";
    }
    behind = 1 - median(paces, n) / paces[worst];
    return names[worst];
  }

  private String weakest(Map<String, Runner> runners) {
    double[] powers = new double[runners.size()];
    String[] names = new String[powers.length];
    int n = 0;
    for (Map.Entry<String, Runner> each : runners.entrySet()) {
      Runner runner = each.getValue();
      if (runner.to > runner.from) {
        names[n] = "node " + each.getKey();
        powers[n++] = (double) runner.done / (runner.to - runner.from);
      }
    }
    int worst = outlier(powers, n, -1);
    if (worst < 0) {
      return "";
    }
    behind = 1 - powers[worst] / median(powers, n);
    return names[worst];
  }

  // The one farthest from the median on that side, if it is far enough.
  private static int outlier(double[] values, int n, int side) {
    if (n < FEWEST) {
      return -1;
    }
    double median = median(values, n);
    double[] off = new double[n];
    int worst = 0;
    for (int i = 0; i < n; i++) {
      off[i] = Math.abs(values[i] - median);
      worst = side * (values[i] - values[worst]) > 0 ? i : worst;
    }
    double far = Math.max(MADS * MAD_TO_SD * median(off, n), LEAST * median);
    return side * (values[worst] - median) > far ? worst : -1;
  }

  private static double median(double[] values, int n) {
    double[] sorted = Arrays.copyOf(values, n);
    Arrays.sort(sorted);
    return sorted[n / 2];
  }

  @Override
  public Verdict verdict() {
    if (!held.wrong()) {
      return new Verdict.Clear();
    }
    boolean isRank = last.startsWith("rank");
    return new Verdict.Firing(
        held.sinceWallMicros(),
        String.format(
            Locale.ROOT,
            isRank
                ? "The steps of %s take longer than those of the others, which may wait %.0f %% of"
                    + " their time."
                : "On %s the run draws less power than on the others, by %.0f %%.",
            last,
            100 * behind),
        "Look at that machine: clocks, temperature, other jobs, its network and disk; leave it out"
            + " if it stays so.",
        held.wastedMicrojoules(),
        Map.of(
            "who",
            last,
            "by",
            isRank ? "time a step" : "power",
            "minutes",
            Integer.toString(inARow)));
  }

  private static void write(Map<String, Runner> runners, StateWriter out) {
    out.number(runners.size());
    runners.forEach(
        (name, runner) -> {
          out.text(name);
          out.number(runner.from);
          out.number(runner.to);
          out.number(runner.done);
          out.text(runner.epoch);
          out.number(runner.startWork);
        });
  }

  private static void read(Map<String, Runner> runners, StateReader in) {
    int count = in.count();
    for (int i = 0; i < count; i++) {
      Runner runner = new Runner();
      runners.put(in.text(), runner);
      runner.from = in.number();
      runner.to = in.number();
      runner.done = in.number();
      runner.epoch = in.text();
      runner.startWork = in.number();
    }
  }

  @Override
  public void write(StateWriter out) {
    out.number(VERSION);
    held.write(out);
    out.number(windowWallMicros);
    out.number(microjoules);
    out.text(last);
    out.number(inARow);
    out.real(behind);
    write(ranks, out);
    write(nodes, out);
  }

  @Override
  public void read(StateReader in) {
    in.version(rule(), VERSION);
    held.read(in);
    windowWallMicros = in.number();
    microjoules = in.number();
    last = in.text();
    inARow = in.count();
    behind = in.real();
    read(ranks, in);
    read(nodes, in);
  }
}
