package io.trainwatt.pipeline.watch;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Scope;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.sample.Component;
import io.trainwatt.pipeline.Fleet;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.account.RunEvents;
import io.trainwatt.pipeline.carbon.CarbonConfig;
import io.trainwatt.pipeline.carbon.Figures;
import io.trainwatt.pipeline.carbon.GridBook;
import io.trainwatt.pipeline.carbon.GridPlace;
import io.trainwatt.pipeline.carbon.GridTable;
import io.trainwatt.pipeline.meter.AcceleratorUse;
import io.trainwatt.pipeline.meter.RunSlice;
import io.trainwatt.pipeline.stage.StageBooks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A made run: what a machine shows, what each rank says, and what is known beside it.
 *
 * @param labels of the run, budgets among them
 */
record Trace(
    String name,
    int nodes,
    int ranks,
    int seconds,
    Map<String, String> labels,
    Machine machine,
    Trainer trainer,
    Beside beside,
    String rule,
    int onset,
    Set<String> mayToo)
    implements Labelled {
  static final String ZONE = "FR";
  private static final GridTable TABLE = GridTable.shipped();
  private static final GridPlace PLACE =
      new GridPlace(Optional.of(ZONE), OptionalInt.of(1_200_000));
  // Seconds. Accounts are written within 0.2 s; rules of minutes need fewer.
  private static final int ACCOUNT_EVERY = 20;
  private static final int EARLIER_SECONDS = 1_200;
  private static final long GIB = 1L << 30;

  /** What a node shows in one second; without an accelerator its utilisation is below 0. */
  record Shown(
      double watts,
      double utilization,
      double cores,
      boolean hot,
      boolean capped,
      double memoryShare) {
    static Shown gpu(double watts, double utilization) {
      return new Shown(watts, utilization, 1.2, false, false, 0.85);
    }

    static Shown cpu(double watts, double cores) {
      return new Shown(watts, -1, cores, false, false, 0);
    }
  }

  /** What a rank says at the end of one second. */
  record Told(
      long step,
      long planned,
      long tokens,
      Optional<Loss> loss,
      Optional<Loss> validation,
      double rate,
      Phase phase) {}

  interface Machine {
    Shown at(int node, int second, Random random);
  }

  interface Trainer {
    Optional<Told> at(int rank, int second, Random random);
  }

  /**
   * What is known beside the run itself.
   *
   * @param grid in the order in which it is published
   * @param earlier what ended runs of its kind drew, as shares of what this one draws
   */
  record Beside(List<GridFactor> grid, List<Double> earlier) {
    static final Beside NOTHING = new Beside(List.of(), List.of());
  }

  @Override
  public Map<String, Integer> play(long seed) {
    Cohorts cohorts = new Cohorts(BudgetConfig.NONE, new StageBooks().of("budgets"));
    for (double share : beside.earlier) {
      cohorts.take(ended("earlier at " + share, share, seed));
    }
    GridBook grid = new GridBook(TABLE, CarbonConfig.DEFAULT);
    Figures figures = new Figures(grid);
    RunEvents run = new RunEvents("r", figures);
    WatchedRun watched = new WatchedRun("r", WatchConfig.DEFAULT, cohorts);
    Map<String, Integer> fired = new TreeMap<>();
    watched.take(run.row(row("r", OptionalInt.empty())), figures);
    Deque<GridFactor> unpublished = new ArrayDeque<>(beside.grid);
    Random random = new Random(seed);
    for (int second = 1; second <= seconds; second++) {
      int now = second;
      while (!unpublished.isEmpty()
          && unpublished.element().publishedWallMicros() <= Fleet.micros(now)) {
        grid.put(unpublished.remove(), Fleet.micros(now) / 1_000);
      }
      play("r", run, now, 1, random, event -> note(watched.take(event, figures), now, fired));
      if (now % ACCOUNT_EVERY == 0) {
        note(watched.take(run.account(), figures), now, fired);
      }
    }
    return fired;
  }

  // The account of one like it, that drew so much of its power and ended.
  private Account.OfRun ended(String id, double share, long seed) {
    RunEvents run = new RunEvents(id, new Figures(new GridBook(TABLE, CarbonConfig.DEFAULT)));
    Random random = new Random(seed + id.hashCode());
    for (int second = 1; second <= EARLIER_SECONDS; second++) {
      play(id, run, second, share, random, event -> {});
    }
    run.row(row(id, OptionalInt.of(EARLIER_SECONDS)));
    return run.account().account();
  }

  private void play(
      String id, RunEvents run, int second, double share, Random random, Consumer<RunEvent> watch) {
    for (int node = 0; node < nodes; node++) {
      watch.accept(run.slice(slice(id, node, second, share, machine.at(node, second, random))));
    }
    for (int rank = 0; rank < ranks; rank++) {
      Optional<Told> told = trainer.at(rank, second, random);
      if (told.isPresent()) {
        run.progress(progress(id, rank, second, told.get())).forEach(watch);
      }
    }
  }

  private static void note(List<Alert> alerts, int second, Map<String, Integer> fired) {
    for (Alert alert : alerts) {
      if (alert.firing()) {
        fired.putIfAbsent(alert.rule(), second);
      }
    }
  }

  private RunFacts row(String id, OptionalInt end) {
    return new RunFacts(
        id,
        "local/n0",
        1,
        name,
        labels,
        "ann",
        "run",
        Fleet.START_MICROS,
        end.isPresent() ? OptionalLong.of(Fleet.micros(end.getAsInt())) : OptionalLong.empty(),
        end.isPresent() ? RunState.ENDED : RunState.RUNNING,
        OptionalInt.empty(),
        List.of("python3", "train.py"),
        ranks);
  }

  private static RunSlice slice(String id, int node, int second, double share, Shown shown) {
    boolean accelerated = shown.utilization >= 0;
    int ppm = (int) Math.round(Math.clamp(shown.utilization, 0, 1) * 1e6);
    AcceleratorUse use =
        accelerated
            ? new AcceleratorUse(
                1,
                1,
                ppm,
                shown.hot ? 1 : 0,
                shown.capped ? 1 : 0,
                Math.round(share * shown.watts * 1000),
                700_000,
                Math.round(shown.memoryShare * 80) * GIB,
                80 * GIB)
            : AcceleratorUse.NONE;
    return new RunSlice(
        id,
        "local/n" + node,
        Fleet.micros(second - 1L),
        Fleet.micros(second),
        false,
        Math.round(shown.cores * 1e6),
        accelerated ? OptionalInt.of(ppm) : OptionalInt.empty(),
        OptionalLong.of(0),
        use,
        Optional.of(PLACE),
        RunSlice.Share.NONE,
        List.of(
            new RunSlice.Used(
                accelerated ? "gpu" : "cpu",
                accelerated ? Component.GPU : Component.CPU,
                Quality.COUNTED,
                true,
                Math.round(share * shown.watts * 1e6),
                0,
                0,
                50_000,
                "")));
  }

  private Progress progress(String id, int rank, int second, Told told) {
    return new Progress(
        id,
        "local/n" + rank % nodes,
        "boot",
        second,
        second * 1_000_000_000L,
        Fleet.micros(second),
        rank,
        ranks,
        Scope.RANK,
        "hook",
        OptionalLong.of(told.step),
        // Ranks that train together have the steps of rank 0.
        new Work(
            rank == 0 ? OptionalLong.of(told.step) : OptionalLong.empty(),
            OptionalLong.of(told.tokens),
            OptionalLong.of(told.step * 32),
            OptionalLong.empty()),
        told.loss,
        told.validation,
        OptionalDouble.of(told.rate),
        told.phase,
        told.planned > 0 ? OptionalLong.of(told.planned) : OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalDouble.empty());
  }
}
