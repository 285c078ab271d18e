package io.trainwatt.pipeline.watch;

import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.grid.IntensityKind;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.pipeline.GridBench;
import io.trainwatt.pipeline.watch.Trace.Beside;
import io.trainwatt.pipeline.watch.Trace.Machine;
import io.trainwatt.pipeline.watch.Trace.Shown;
import io.trainwatt.pipeline.watch.Trace.Told;
import io.trainwatt.pipeline.watch.Trace.Trainer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/** Labelled traces: every fault in several sizes, and healthy runs of varied shapes. */
final class Traces {
  private static final int HOUR = 3_600;
  private static final int PLANNED_HOURS = 10;
  private static final double[] NOISE =
      DoubleStream.generate(new Random(3)::nextGaussian).limit(PLANNED_HOURS * HOUR + 1).toArray();

  private Traces() {}

  // --- machines

  private static Machine gpu(double watts, double utilization, double noise) {
    return (node, second, random) ->
        Shown.gpu(
            watts * (1 + noise * random.nextGaussian()),
            utilization + 0.03 * random.nextGaussian());
  }

  private static Machine from(int onset, Machine before, Machine after) {
    return (node, second, random) -> (second < onset ? before : after).at(node, second, random);
  }

  // From the first such time on, not at the beginning.
  private static Machine sometimes(int every, int lasting, Machine usual, Machine then) {
    return (node, second, random) ->
        (second >= every && second % every < lasting ? then : usual).at(node, second, random);
  }

  /** Power that comes and goes, fast and slowly; the same each time, so that its sum is known. */
  private static Machine unsteady(double watts) {
    return (node, second, random) ->
        Shown.gpu(
            watts
                * (1
                    + 0.12 * Math.sin(second / 20.0)
                    + 0.04 * Math.sin(second / 200.0)
                    + 0.1 * NOISE[second]),
            0.9 + 0.03 * random.nextGaussian());
  }

  /** What it draws until then. */
  private static double kilowattHours(Machine machine, int nodes, int until) {
    Random random = new Random(5);
    double joules = 0;
    for (int second = 1; second <= until; second++) {
      for (int node = 0; node < nodes; node++) {
        joules += machine.at(node, second, random).watts();
      }
    }
    return joules / 3.6e6;
  }

  // --- what is known beside them

  private static final double GRAMS = 300;
  // With the PUE of the place.
  private static final double KILOGRAMS_A_KILOWATT_HOUR = 1.2 * GRAMS / 1_000;

  /** Grams of an hour, counted from the beginning. */
  private interface Hourly {
    double grams(int hour);
  }

  /** Dirtiest five hours after the beginning, and half a day later cleanest. */
  private static double swinging(int hour, double swing) {
    return GRAMS * (1 + swing * Math.cos(2 * Math.PI * (hour - 5) / 24));
  }

  /** Of the week before, and then of each hour when it is over. */
  private static List<GridFactor> grid(Hourly hourly) {
    return grid(hourly, Integer.MAX_VALUE, hourly);
  }

  /** The same, and at some second the next day and a half is said, too. */
  private static List<GridFactor> grid(Hourly hourly, int toldAt, Hourly ahead) {
    Random random = new Random(9);
    List<GridFactor> all = new ArrayList<>();
    for (int hour = -7 * 24; hour < PLANNED_HOURS; hour++) {
      long end = (hour + 1L) * HOUR;
      all.add(factor("live", hour, noisy(hourly.grams(hour), random), end));
    }
    int first = toldAt / HOUR;
    for (int hour = first; toldAt < Integer.MAX_VALUE && hour < first + 36; hour++) {
      all.add(factor("day ahead", hour, noisy(ahead.grams(hour), random), toldAt));
    }
    all.sort(Comparator.comparingLong(GridFactor::publishedWallMicros));
    return all;
  }

  private static double noisy(double grams, Random random) {
    return grams * (1 + 0.02 * random.nextGaussian());
  }

  private static GridFactor factor(String source, int hour, double grams, long published) {
    return GridBench.factor(
        Trace.ZONE,
        source,
        IntensityKind.AVERAGE,
        (long) hour * HOUR,
        (hour + 1L) * HOUR,
        Math.round(grams),
        published);
  }

  /** Of ended runs, whose work cost so many times less. */
  private static List<Double> earlier(double times) {
    return List.of(0.97 / times, 1 / times, 1.03 / times);
  }

  // --- what ranks say

  private static double falling(double hours) {
    return 1.5 + 3 * Math.pow(1 + 20 * hours, -0.35);
  }

  /** A step in so many seconds, for so many hours. */
  private record Pace(double secondsAStep, int tokens, double hours) {
    private Pace(double secondsAStep, int tokens) {
      this(secondsAStep, tokens, PLANNED_HOURS);
    }
  }

  private static Trainer steps(Pace pace, DoubleUnaryOperator loss, double noise) {
    return steps(pace, loss, noise, second -> Phase.TRAINING, 1e-3, false);
  }

  private static Trainer phases(Pace pace, PhaseAt phase) {
    return steps(pace, Traces::falling, 0.02, phase, 1e-3, false);
  }

  private interface PhaseAt {
    Phase of(int second);
  }

  private static Trainer steps(
      Pace pace,
      DoubleUnaryOperator loss,
      double noise,
      PhaseAt phase,
      double rate,
      boolean cosine) {
    long planned = Math.round(pace.hours * HOUR / pace.secondsAStep);
    return (rank, second, random) -> {
      long step = (long) (second / pace.secondsAStep);
      long before = (long) ((second - 1) / pace.secondsAStep);
      if (step == before && phase.of(second) == phase.of(second - 1)) {
        return Optional.empty();
      }
      double hours = (double) second / HOUR;
      double value = loss.applyAsDouble(hours) * (1 + noise * random.nextGaussian());
      boolean evaluates = step / Math.max(1, planned / 100) != before / Math.max(1, planned / 100);
      double now = cosine ? rate * (1 + Math.cos(Math.PI * hours / pace.hours)) / 2 : rate;
      return Optional.of(
          new Told(
              step,
              planned,
              step * pace.tokens,
              Optional.of(Loss.of(value)),
              evaluates ? Optional.of(Loss.of(value * 1.05)) : Optional.empty(),
              now,
              phase.of(second)));
    };
  }

  private static Trainer until(int end, Trainer trainer) {
    return (rank, second, random) ->
        second < end ? trainer.at(rank, second, random) : Optional.empty();
  }

  private static final Trainer SAYS_NOTHING = (rank, second, random) -> Optional.empty();
  private static final Map<String, String> CONSTANT = Map.of("lr_schedule", "constant");

  // --- healthy

  private static Trace healthy(String name, int nodes, int ranks, Machine machine, Trainer says) {
    double need = kilowattHours(machine, nodes, PLANNED_HOURS * HOUR);
    Map<String, String> budgets =
        Map.of(
            "lr_schedule", "constant",
            "budget_kwh", Double.toString(1.1 * need),
            "budget_kg_co2", Double.toString(1.25 * need * KILOGRAMS_A_KILOWATT_HOUR));
    return new Trace(
        name,
        nodes,
        ranks,
        5 * HOUR,
        budgets,
        machine,
        says,
        new Beside(grid(hour -> swinging(hour, 0.1)), earlier(1.08)),
        "",
        0,
        Set.of());
  }

  /** Twenty runs of five hours each. */
  static List<Trace> healthy() {
    Machine busy = gpu(520, 0.95, 0.02);
    Machine resting = gpu(110, 0.02, 0.02);
    Pace fast = new Pace(0.4, 8_192);
    Trainer usual = steps(fast, Traces::falling, 0.02);
    List<Trace> all = new ArrayList<>();
    all.add(healthy("one GPU, steady", 1, 1, busy, usual));
    all.add(healthy("noisy power", 1, 1, gpu(450, 0.9, 0.15), usual));
    all.add(healthy("noisy loss", 1, 1, busy, steps(fast, Traces::falling, 0.1)));
    all.add(healthy("light use, much memory", 1, 1, gpu(300, 0.65, 0.05), usual));
    all.add(healthy("eight nodes", 8, 8, busy, usual));
    all.add(
        healthy(
            "checkpoint each 30 min, not told", 1, 1, sometimes(1_800, 25, busy, resting), usual));
    all.add(
        healthy(
            "evaluation each 15 min, told",
            1,
            1,
            busy,
            steps(
                fast,
                Traces::falling,
                0.02,
                s -> s % 900 < 90 ? Phase.EVALUATION : Phase.TRAINING,
                1e-3,
                false)));
    all.add(
        healthy(
            "checkpoint each 10 min, told",
            1,
            1,
            sometimes(600, 20, busy, resting),
            steps(
                fast,
                Traces::falling,
                0.02,
                s -> s % 600 < 20 ? Phase.CHECKPOINT : Phase.TRAINING,
                1e-3,
                false)));
    all.add(
        healthy("a step in 40 s", 1, 1, busy, steps(new Pace(40, 1 << 20), Traces::falling, 0.02)));
    all.add(
        healthy(
            "a step in 5 min", 1, 1, busy, steps(new Pace(300, 1 << 22), Traces::falling, 0.02)));
    all.add(healthy("says nothing", 1, 1, busy, SAYS_NOTHING));
    all.add(healthy("loader hiccups", 1, 1, sometimes(45, 3, busy, gpu(180, 0.1, 0.05)), usual));
    all.add(
        healthy(
            "cosine",
            1,
            1,
            busy,
            steps(fast, Traces::falling, 0.02, s -> Phase.TRAINING, 1e-3, true)));
    all.add(
        healthy(
            "on two cores",
            1,
            1,
            (n, s, r) -> Shown.cpu(60 + 2 * r.nextGaussian(), 1.9 + 0.05 * r.nextGaussian()),
            usual));
    all.add(
        healthy(
            "on sixteen cores, unsteady",
            1,
            1,
            (n, s, r) -> Shown.cpu(200 + 20 * r.nextGaussian(), 12 + 3 * r.nextGaussian()),
            usual));
    all.add(
        healthy(
            "day and night in power",
            1,
            1,
            (n, s, r) ->
                Shown.gpu(500 * (1 + 0.04 * Math.sin(s / 2_000.0)) + 5 * r.nextGaussian(), 0.93),
            usual));
    all.add(
        healthy(
            "a start of ten minutes",
            1,
            1,
            from(600, (n, s, r) -> new Shown(130, 0.0, 3.0, false, false, 0.1), busy),
            (k, s, r) -> s < 600 ? Optional.empty() : usual.at(k, s, r)));
    all.add(
        healthy(
            "ranks a little apart",
            4,
            8,
            busy,
            (k, s, r) -> r.nextDouble() < 0.05 ? Optional.empty() : usual.at(k, s, r)));
    all.add(healthy("reloads a checkpoint", 1, 1, busy, reload(fast)));
    all.add(
        healthy(
            "warm, not too hot",
            1,
            1,
            (n, s, r) ->
                new Shown(
                    560 + 8 * r.nextGaussian(),
                    0.88,
                    1.5,
                    r.nextDouble() < 0.04,
                    r.nextDouble() < 0.08,
                    0.9),
            usual));
    return all;
  }

  // At half time it goes back by a twentieth, and counts its work on.
  private static Trainer reload(Pace pace) {
    Trainer usual = steps(pace, Traces::falling, 0.02);
    int at = 9_000;
    int back = 900;
    return (rank, second, random) -> {
      if (second < at) {
        return usual.at(rank, second, random);
      }
      Optional<Told> told = usual.at(rank, second - back, random);
      return told.map(
          t ->
              new Told(
                  t.step(),
                  t.planned(),
                  t.tokens() + Math.round(back / pace.secondsAStep) * pace.tokens,
                  t.loss(),
                  t.validation(),
                  t.rate(),
                  t.phase()));
    };
  }

  // --- faults

  /** Five sizes of each. */
  static List<Trace> faulty() {
    List<Trace> all = new ArrayList<>();
    for (int size = 0; size < 5; size++) {
      Random random = new Random(100 + size);
      int onset = 2_400 + random.nextInt(2_400);
      all.addAll(faulty(size, onset));
    }
    return all;
  }

  private static List<Trace> faulty(int size, int onset) {
    Machine busy = gpu(420 + 30 * size, 0.9, 0.02 + 0.01 * size);
    Pace fast = new Pace(0.3 + 0.4 * size, 4_096);
    Trainer usual = steps(fast, Traces::falling, 0.02);
    List<Trace> all = new ArrayList<>();
    all.add(fault("RunSilent", onset, busy, until(onset, usual)));
    all.add(
        fault(
            "LossNotFinite",
            onset,
            busy,
            steps(fast, h -> h * HOUR < onset ? falling(h) : Double.NaN, 0.02)));
    all.add(
        fault(
            "IdlePower",
            onset,
            from(onset, busy, (n, s, r) -> new Shown(70, 0, 0.003, false, false, 0.8)),
            until(onset, usual),
            Set.of("RunSilent")));
    all.add(
        fault(
            "AcceleratorIdle",
            onset,
            from(
                onset,
                busy,
                (n, s, r) -> new Shown(90, 0.01 * r.nextDouble(), 1 + s % 3, false, false, 0.8)),
            until(onset, usual),
            Set.of("RunSilent")));
    all.add(
        fault(
            "DataStarved",
            onset,
            from(
                onset,
                busy,
                sometimes(8 + 2 * size, 4 + size, gpu(450, 0.9, 0.03), gpu(120, 0.03, 0.03))),
            slower(onset, 2, usual),
            Set.of("LessEfficient")));
    all.add(
        fault(
            "DataStarved",
            onset,
            from(onset, busy, gpu(250, 0.4, 0.05)),
            steps(
                fast,
                Traces::falling,
                0.02,
                s -> s >= onset && s % 10 < 4 + size % 2 ? Phase.DATA_WAIT : Phase.TRAINING,
                1e-3,
                false),
            Set.of("LessEfficient")));
    double slow = 1.25 + 0.15 * size;
    all.add(
        new Trace(
            "Straggler",
            8,
            8,
            3 * HOUR,
            CONSTANT,
            busy,
            (k, s, r) -> k == 5 ? slower(onset, slow, usual).at(k, s, r) : usual.at(k, s, r),
            Beside.NOTHING,
            "Straggler",
            onset,
            Set.of()));
    all.add(
        new Trace(
            "Straggler",
            8,
            1,
            3 * HOUR,
            CONSTANT,
            (n, s, r) ->
                n == 3 && s >= onset
                    ? gpu(420 * (0.8 - 0.1 * size), 0.9, 0.03).at(n, s, r)
                    : gpu(420, 0.9, 0.03).at(n, s, r),
            usual,
            Beside.NOTHING,
            "Straggler",
            onset,
            Set.of()));
    double hot = 0.3 + 0.15 * size;
    all.add(
        fault(
            "Throttled",
            onset,
            from(
                onset,
                busy,
                (n, s, r) -> new Shown(380, 0.88, 1.2, r.nextDouble() < hot, false, 0.85)),
            usual));
    double more = 1.2 + 0.1 * size;
    all.add(
        fault(
            "LessEfficient",
            onset,
            from(onset, gpu(300, 0.8, 0.03), gpu(300 * more, 0.8, 0.03)),
            usual));
    all.add(
        fault(
            "OverheadShare",
            onset,
            busy,
            steps(
                fast,
                Traces::falling,
                0.02,
                s -> s >= onset && s % 300 < 90 + 20 * size ? Phase.EVALUATION : Phase.TRAINING,
                1e-3,
                false)));
    all.add(
        fault(
            "RoomForLargerBatch",
            1,
            (n, s, r) -> new Shown(200, 0.35 + 0.04 * size, 1, false, false, 0.1 + 0.08 * size),
            usual));
    all.add(
        fault(
            "PowerCapWorthTrying",
            1,
            (n, s, r) ->
                new Shown(660 + 5.0 * size, 0.97, 1, false, r.nextDouble() < 0.2 * size, 0.9),
            usual));
    all.addAll(overBudget(size, onset, usual));
    all.add(
        beside(
            "CostlierThanUsual", 1, busy, usual, new Beside(List.of(), earlier(1.2 + 0.1 * size))));
    all.add(
        beside(
            "DirtyHoursAhead",
            1,
            busy,
            usual,
            new Beside(grid(hour -> swinging(hour, 0.3 + 0.1 * size)), List.of())));
    double cleaner = 0.3 + 0.1 * size;
    all.add(
        beside(
            "DirtyHoursAhead",
            onset,
            busy,
            usual,
            new Beside(
                grid(h -> GRAMS, onset, h -> h < 11 ? GRAMS : GRAMS * (1 - cleaner)), List.of())));
    all.add(plateau(size));
    all.add(overfitting(size));
    all.add(diverging(size, onset));
    return all;
  }

  private static Trace fault(String rule, int onset, Machine machine, Trainer trainer) {
    return fault(rule, onset, machine, trainer, Set.of());
  }

  private static Trace fault(
      String rule, int onset, Machine machine, Trainer trainer, Set<String> mayToo) {
    return new Trace(
        rule, 1, 1, 3 * HOUR, CONSTANT, machine, trainer, Beside.NOTHING, rule, onset, mayToo);
  }

  private static Trace beside(
      String rule, int onset, Machine machine, Trainer trainer, Beside beside) {
    return new Trace(
        rule, 1, 1, 3 * HOUR, CONSTANT, machine, trainer, beside, rule, onset, Set.of());
  }

  private static Trace budget(
      String rule,
      int onset,
      Machine machine,
      Trainer trainer,
      String label,
      double limit,
      Set<String> mayToo) {
    Map<String, String> labels = Map.of("lr_schedule", "constant", label, Double.toString(limit));
    Beside steadyGrid = new Beside(List.of(factor("live", -1, GRAMS, 0)), List.of());
    return new Trace(
        rule, 1, 1, 3 * HOUR, labels, machine, trainer, steadyGrid, rule, onset, mayToo);
  }

  private static List<Trace> overBudget(int size, int onset, Trainer usual) {
    Machine machine = unsteady(240 + 30 * size);
    Machine more = unsteady((240 + 30 * size) * (1.3 + 0.1 * size));
    double need = kilowattHours(machine, 1, PLANNED_HOURS * HOUR);
    double spent = (kilowattHours(machine, 1, onset - 1) + kilowattHours(machine, 1, onset)) / 2;
    boolean ofCo2 = size % 2 == 1;
    String label = ofCo2 ? "budget_kg_co2" : "budget_kwh";
    double unit = ofCo2 ? KILOGRAMS_A_KILOWATT_HOUR : 1;
    return List.of(
        budget(
            "BudgetAtRisk", 1, machine, usual, label, unit * need / (1.05 + 0.05 * size), Set.of()),
        budget(
            "BudgetAtRisk",
            onset,
            from(onset, machine, more),
            usual,
            label,
            unit * need * 1.1,
            Set.of("LessEfficient")),
        budget("BudgetBroken", onset, machine, usual, label, unit * spent, Set.of("BudgetAtRisk")));
  }

  // From the onset on a step takes longer.
  private static Trainer slower(int onset, double factor, Trainer trainer) {
    return (rank, second, random) -> {
      if (second < onset) {
        return trainer.at(rank, second, random);
      }
      int now = onset + (int) ((second - onset) / factor);
      int before = onset + (int) ((second - 1 - onset) / factor);
      return now == before ? Optional.empty() : trainer.at(rank, now, random);
    };
  }

  private static Trace plateau(int size) {
    double tau = 0.2 + 0.05 * size;
    return new Trace(
        "Plateau",
        1,
        1,
        9 * HOUR,
        CONSTANT,
        gpu(500, 0.9, 0.02),
        steps(new Pace(2, 4_096), h -> 1.2 + 2 * Math.exp(-h / tau), 0.003 + 0.002 * size),
        Beside.NOTHING,
        "Plateau",
        (int) (5 * tau * HOUR),
        Set.of());
  }

  private static Trace overfitting(int size) {
    Pace pace = new Pace(2, 4_096);
    long planned = Math.round(PLANNED_HOURS * HOUR / pace.secondsAStep);
    double turn = 1 + 0.3 * size;
    Trainer says =
        (rank, second, random) -> {
          if (second % 2 != 0) {
            return Optional.empty();
          }
          double hours = (double) second / HOUR;
          double training = 0.1 + 2 * Math.exp(-hours / 0.8);
          double validation =
              0.6 + 1.5 * Math.exp(-hours / (turn / 4)) + 0.12 * Math.max(0, hours - turn);
          return Optional.of(
              new Told(
                  second / 2,
                  planned,
                  second * 4_096L,
                  Optional.of(Loss.of(training * (1 + 0.02 * random.nextGaussian()))),
                  second % 360 == 0
                      ? Optional.of(Loss.of(validation * (1 + 0.01 * random.nextGaussian())))
                      : Optional.empty(),
                  1e-3,
                  Phase.TRAINING));
        };
    return new Trace(
        "Overfitting",
        1,
        1,
        9 * HOUR,
        CONSTANT,
        gpu(500, 0.9, 0.02),
        says,
        Beside.NOTHING,
        "Overfitting",
        (int) (turn * HOUR),
        Set.of("Plateau"));
  }

  private static Trace diverging(int size, int onset) {
    double speed = 2 + size;
    return new Trace(
        "Diverging",
        1,
        1,
        9 * HOUR,
        CONSTANT,
        gpu(500, 0.9, 0.02),
        steps(
            new Pace(2, 4_096),
            h -> {
              double since = h - (double) onset / HOUR;
              return since < 0 ? falling(h) : falling(h) + 8 * (1 - Math.exp(-speed * since));
            },
            0.03),
        Beside.NOTHING,
        "Diverging",
        onset,
        Set.of("Plateau", "Overfitting"));
  }

  // --- near misses

  /** Each just on the good side of a rule's limit: on none of them a rule may speak. */
  static List<Trace> nearMisses() {
    Machine busy = gpu(480, 0.9, 0.03);
    Machine resting = gpu(70, 0.01, 0.02);
    Pace fast = new Pace(0.4, 8_192);
    Trainer usual = steps(fast, Traces::falling, 0.02);
    List<Trace> all = new ArrayList<>();
    all.add(
        nearMiss(
            "RunSilent",
            "says nothing for 55 s, again and again",
            busy,
            (k, s, r) -> s % 600 < 55 ? Optional.empty() : usual.at(k, s, r)));
    all.add(
        nearMiss(
            "LossNotFinite",
            "a loss of a million, now and then",
            busy,
            steps(fast, h -> h * HOUR % 1_200 < 0.5 ? 1e6 : falling(h), 0.02)));
    all.add(nearMiss("IdlePower", "idle for 110 s", sometimes(1_800, 110, busy, resting), usual));
    all.add(
        nearMiss(
            "AcceleratorIdle",
            "idle for 4 min while its processors work",
            sometimes(2_400, 240, busy, (n, s, r) -> new Shown(90, 0.01, 2, false, false, 0.8)),
            usual));
    all.add(
        nearMiss(
            "DataStarved",
            "low for a quarter of the time",
            sometimes(8, 2, busy, gpu(120, 0.03, 0.03)),
            usual));
    all.add(
        nearMiss(
            "DataStarved",
            "says that it waits for a quarter of the time",
            busy,
            phases(fast, s -> s % 8 < 2 ? Phase.DATA_WAIT : Phase.TRAINING)));
    all.add(
        nearMiss(
            "Straggler",
            "a rank is 8 % slower",
            8,
            busy,
            (k, s, r) -> k == 5 ? slower(600, 1.08, usual).at(k, s, r) : usual.at(k, s, r)));
    all.add(
        nearMiss(
            "Straggler",
            "a node draws 8 % less",
            8,
            (n, s, r) -> gpu(n == 3 ? 480 * 0.92 : 480, 0.9, 0.03).at(n, s, r),
            usual));
    all.add(
        nearMiss(
            "Throttled",
            "hot for 10 s of each minute",
            (n, s, r) -> new Shown(380, 0.88, 1.2, s % 60 < 10, false, 0.85),
            usual));
    all.add(
        nearMiss(
            "LessEfficient",
            "a step costs 12 % more",
            from(3_000, busy, gpu(480 * 1.12, 0.9, 0.03)),
            usual));
    all.add(
        nearMiss(
            "LessEfficient",
            "power that comes and goes",
            unsteady(300),
            steps(new Pace(1.1, 4_096), Traces::falling, 0.02)));
    all.add(
        nearMiss(
            "OverheadShare",
            "evaluates for 17 % of the time",
            busy,
            phases(fast, s -> s % 300 < 51 ? Phase.EVALUATION : Phase.TRAINING)));
    all.add(
        nearMiss(
            "RoomForLargerBatch",
            "memory a little over half full",
            (n, s, r) -> new Shown(200, 0.4, 1, false, false, 0.53),
            usual));
    all.add(
        nearMiss(
            "RoomForLargerBatch",
            "busy for 63 % of the time",
            (n, s, r) -> new Shown(300, 0.63, 1, false, false, 0.2),
            usual));
    all.add(
        nearMiss(
            "PowerCapWorthTrying",
            "at 88 % of its limit, and capped for 11 s of each minute",
            (n, s, r) -> new Shown(616, 0.97, 1, false, s % 60 < 11, 0.9),
            usual));
    all.addAll(budgetsThatLast(fast, usual));
    all.add(
        nearMiss(
            "CostlierThanUsual",
            "costs 12 % more than usual",
            1,
            3 * HOUR,
            CONSTANT,
            busy,
            usual,
            new Beside(List.of(), earlier(1.12))));
    all.addAll(hoursThatAreNotMuchCleaner(usual));
    all.addAll(curves());
    return all;
  }

  private static List<Trace> budgetsThatLast(Pace fast, Trainer usual) {
    Machine machine = unsteady(450);
    double need = kilowattHours(machine, 1, PLANNED_HOURS * HOUR);
    int minute = 60;
    return List.of(
        budget("BudgetAtRisk", "a twenty-fifth to spare", machine, usual, 1.04 * need),
        budget(
            "BudgetAtRisk",
            "a tenth to spare, and a slow start",
            machine,
            // In its first minute as far as otherwise in 20 s.
            (k, s, r) ->
                s <= minute
                    ? s % 3 == 0 ? usual.at(k, s / 3, r) : Optional.empty()
                    : usual.at(k, s - 40, r),
            1.1 * need),
        budget(
            "BudgetAtRisk",
            "a tenth to spare, and evaluations that draw less",
            sometimes(900, 120, machine, unsteady(300)),
            phases(fast, s -> s % 900 < 120 ? Phase.EVALUATION : Phase.TRAINING),
            1.1
                * kilowattHours(
                    sometimes(900, 120, machine, unsteady(300)), 1, PLANNED_HOURS * HOUR)),
        budget(
            "BudgetBroken",
            "a hundredth to spare at the end, no plan",
            machine,
            SAYS_NOTHING,
            1.01 * kilowattHours(machine, 1, 3 * HOUR)));
  }

  private static Trace budget(
      String rule, String name, Machine machine, Trainer trainer, double kilowattHours) {
    return nearMiss(
        rule,
        name,
        1,
        3 * HOUR,
        Map.of("lr_schedule", "constant", "budget_kwh", Double.toString(kilowattHours)),
        machine,
        trainer,
        Beside.NOTHING);
  }

  private static List<Trace> hoursThatAreNotMuchCleaner(Trainer usual) {
    Hourly steady = hour -> GRAMS;
    return List.of(
        nearMiss(
            "DirtyHoursAhead",
            "17 % less if it waited",
            1,
            3 * HOUR,
            CONSTANT,
            gpu(480, 0.9, 0.03),
            usual,
            new Beside(grid(steady, 2_000, hour -> hour < 11 ? GRAMS : 0.83 * GRAMS), List.of())),
        nearMiss(
            "DirtyHoursAhead",
            "90 g less if it waited",
            1,
            3 * HOUR,
            CONSTANT,
            (n, s, r) -> Shown.cpu(60 + 2 * r.nextGaussian(), 1.9),
            usual,
            new Beside(grid(steady, 1, hour -> hour < 10 ? GRAMS : GRAMS - 125), List.of())),
        nearMiss(
            "DirtyHoursAhead",
            "over in 29 min",
            8,
            28 * 60,
            CONSTANT,
            gpu(480, 0.9, 0.03),
            steps(new Pace(0.4, 8_192, 29.0 / 60), Traces::falling, 0.02),
            new Beside(grid(steady, 1, hour -> hour < 1 ? GRAMS : GRAMS / 3), List.of())));
  }

  private static List<Trace> curves() {
    Pace slow = new Pace(2, 4_096);
    Machine busy = gpu(500, 0.9, 0.02);
    return List.of(
        curve(
            "Plateau", "four fifths of the way, a little to come", 8, busy, Traces::falling, slow),
        curve(
            "Diverging",
            "leaves its best for half an hour and comes back",
            5,
            busy,
            h -> falling(h) + 1.5 * Math.exp(-Math.pow((h - 2) / 0.2, 2)),
            slow));
  }

  private static Trace curve(
      String rule, String name, int hours, Machine machine, DoubleUnaryOperator loss, Pace pace) {
    return nearMiss(
        rule, name, 1, hours * HOUR, CONSTANT, machine, steps(pace, loss, 0.02), Beside.NOTHING);
  }

  private static Trace nearMiss(String rule, String name, Machine machine, Trainer trainer) {
    return nearMiss(rule, name, 1, machine, trainer);
  }

  private static Trace nearMiss(
      String rule, String name, int nodes, Machine machine, Trainer trainer) {
    return nearMiss(rule, name, nodes, 2 * HOUR, CONSTANT, machine, trainer, Beside.NOTHING);
  }

  private static Trace nearMiss(
      String rule,
      String name,
      int nodes,
      int seconds,
      Map<String, String> labels,
      Machine machine,
      Trainer trainer,
      Beside beside) {
    return new Trace(
        name, nodes, nodes, seconds, labels, machine, trainer, beside, rule, 0, Set.of());
  }
}
