package io.trainwatt.pipeline.watch;

import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Scope;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.sample.Component;
import io.trainwatt.pipeline.Fleet;
import io.trainwatt.pipeline.account.MergedRun;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.carbon.CarbonConfig;
import io.trainwatt.pipeline.carbon.Figures;
import io.trainwatt.pipeline.carbon.GridBook;
import io.trainwatt.pipeline.carbon.GridTable;
import io.trainwatt.pipeline.forecast.RunOutlook;
import io.trainwatt.pipeline.forecast.RunWishes;
import io.trainwatt.pipeline.meter.AcceleratorUse;
import io.trainwatt.pipeline.meter.RunSlice;
import io.trainwatt.pipeline.stage.StageBooks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A made run, second by second, whose faults are known: what a machine shows, what each rank says,
 * and which rule is to speak, from when.
 *
 * @param rule that must fire; empty for a healthy run
 * @param onset second from which it is true
 * @param mayToo rules that are right to fire, too
 */
record Trace(
    String name,
    int nodes,
    int ranks,
    int seconds,
    Map<String, String> labels,
    Machine machine,
    Trainer trainer,
    String rule,
    int onset,
    Set<String> mayToo) {
  private static final Figures CARBON =
      new Figures(new GridBook(GridTable.shipped(), CarbonConfig.DEFAULT));
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

  /** First second at which each rule fired. */
  Map<String, Integer> play(long seed) {
    Random random = new Random(seed);
    WatchedRun watched =
        new WatchedRun(
            "r",
            WatchConfig.DEFAULT,
            new Cohorts(BudgetConfig.NONE, new StageBooks().of("budgets")));
    RunOutlook outlook = new RunOutlook();
    outlook.wishes(RunWishes.of(labels));
    Map<String, Integer> fired = new TreeMap<>();
    watched.take(new RunEvent.Described("r", described()), CARBON);
    long microjoules = 0;
    for (int second = 1; second <= seconds; second++) {
      for (int node = 0; node < nodes; node++) {
        RunSlice slice = slice(node, second, machine.at(node, second, random));
        microjoules += slice.inTotalMicrojoules();
        note(watched.take(new RunEvent.Used(slice), CARBON), second, fired);
      }
      for (int rank = 0; rank < ranks; rank++) {
        Optional<Told> told = trainer.at(rank, second, random);
        if (told.isPresent()) {
          Progress progress = progress(rank, second, told.get());
          note(watched.take(new RunEvent.Progressed(progress), CARBON), second, fired);
          long used = microjoules;
          var row = outlook.take(progress);
          outlook.settle(at -> used, progress.wallMicros());
          outlook.meet(at -> used, progress.wallMicros());
          if (row.isPresent()) {
            note(watched.take(new RunEvent.Learnt("r", row.get(), outlook), CARBON), second, fired);
          }
        }
      }
    }
    return fired;
  }

  private static void note(List<Alert> alerts, int second, Map<String, Integer> fired) {
    for (Alert alert : alerts) {
      if (alert.firing()) {
        fired.putIfAbsent(alert.rule(), second);
      }
    }
  }

  private MergedRun described() {
    return new MergedRun(
        name,
        labels,
        "ann",
        "run",
        RunState.RUNNING,
        Fleet.START_MICROS,
        OptionalLong.empty(),
        OptionalInt.empty());
  }

  private static RunSlice slice(int node, int second, Shown shown) {
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
                Math.round(shown.watts * 1000),
                700_000,
                Math.round(shown.memoryShare * 80) * GIB,
                80 * GIB)
            : AcceleratorUse.NONE;
    return new RunSlice(
        "r",
        "local/n" + node,
        Fleet.micros(second - 1L),
        Fleet.micros(second),
        false,
        Math.round(shown.cores * 1e6),
        accelerated ? OptionalInt.of(ppm) : OptionalInt.empty(),
        OptionalLong.of(0),
        use,
        Optional.empty(),
        RunSlice.Share.NONE,
        List.of(
            new RunSlice.Used(
                accelerated ? "gpu" : "cpu",
                accelerated ? Component.GPU : Component.CPU,
                Quality.COUNTED,
                true,
                Math.round(shown.watts * 1e6),
                0,
                0,
                50_000,
                "")));
  }

  private Progress progress(int rank, int second, Told told) {
    return new Progress(
        "r",
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
        new Work(
            OptionalLong.of(told.step),
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
