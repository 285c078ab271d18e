package io.trainwatt.pipeline.watch;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.pipeline.watch.Trace.Machine;
import io.trainwatt.pipeline.watch.Trace.Shown;
import io.trainwatt.pipeline.watch.Trace.Told;
import io.trainwatt.pipeline.watch.Trace.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/** Labelled traces: every fault in several sizes, and healthy runs of varied shapes. */
final class Traces {
  private static final int HOUR = 3_600;
  private static final int PLANNED_HOURS = 10;

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

  private static Machine sometimes(int every, int lasting, Machine usual, Machine then) {
    return (node, second, random) ->
        (second % every < lasting ? then : usual).at(node, second, random);
  }

  // --- what ranks say

  private static double falling(double hours) {
    return 1.5 + 3 * Math.pow(1 + 20 * hours, -0.35);
  }

  /** A step in so many seconds. */
  private record Pace(double secondsAStep, int tokens) {}

  private static Trainer steps(Pace pace, DoubleUnaryOperator loss, double noise) {
    return steps(pace, loss, noise, second -> Phase.TRAINING, 1e-3, false);
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
    long planned = Math.round(PLANNED_HOURS * HOUR / pace.secondsAStep);
    return (rank, second, random) -> {
      long step = (long) (second / pace.secondsAStep);
      long before = (long) ((second - 1) / pace.secondsAStep);
      if (step == before && phase.of(second) == phase.of(second - 1)) {
        return Optional.empty();
      }
      double hours = (double) second / HOUR;
      double value = loss.applyAsDouble(hours) * (1 + noise * random.nextGaussian());
      boolean evaluates = step / Math.max(1, planned / 100) != before / Math.max(1, planned / 100);
      double now = cosine ? rate * (1 + Math.cos(Math.PI * hours / PLANNED_HOURS)) / 2 : rate;
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
    return new Trace(name, nodes, ranks, 5 * HOUR, CONSTANT, machine, says, "", 0, Set.of());
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
    return new Trace(rule, 1, 1, 3 * HOUR, CONSTANT, machine, trainer, rule, onset, mayToo);
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
        "Diverging",
        onset,
        Set.of("Plateau", "Overfitting"));
  }
}
