package io.trainwatt.pipeline.forecast;

import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;

/**
 * One live run's curve and pace, and what is expected of them. Of all ranks and sources one speaks
 * for the run: the lowest rank that tells a loss, of its sources the hook. Time is the monotonic
 * clock within a boot, so that a clock that was set moves nothing. Steps meet the energy of their
 * time as it becomes known, whichever came first. Not thread-safe.
 */
public final class RunOutlook {
  private static final int VERSION = 2;
  private static final String HOOK = "hook";
  private static final double MICRO = 1e-6;
  private static final double NANO = 1e-9;
  // The loss is forecast anew each time so much more of the plan is done.
  private static final double FRESH_SHARE = 0.005;

  private static final long KEEP_EVERY_MICROS = 5_000_000;
  private static final int MAX_WAITING = 1_024;

  private record Reached(long wallMicros, long step) {}

  private record Speaker(boolean tellsLoss, int rank, String source) {
    private boolean yieldsTo(Speaker other) {
      if (tellsLoss != other.tellsLoss) {
        return other.tellsLoss;
      }
      if (rank != other.rank) {
        return other.rank < rank;
      }
      return other.source.equals(HOOK) && !source.equals(HOOK);
    }

    private boolean is(Speaker other) {
      return rank == other.rank && source.equals(other.source);
    }
  }

  private Optional<Speaker> speaker = Optional.empty();
  private LearningCurve curve = new LearningCurve();
  // With energy that is settled, and with all that was known at the latest look.
  private StepPace joules = new StepPace();
  private StepPace latestJoules = joules;
  private final List<Reached> waiting = new ArrayList<>(4);
  private RunWishes wishes = RunWishes.NONE;
  private String node = "";
  private String boot = "";
  private long sequence;
  private long monotonicNanos;
  private long wallMicros;
  private long keptWallMicros;
  private double seconds;
  private long plannedSteps;
  private boolean finished;
  private boolean stepTold;
  // The curve as it was when the loss was to be forecast anew, whenever somebody asks.
  private LearningCurve judged = curve;
  private long judgedStep = Long.MIN_VALUE;
  private long judgedPlan;
  private boolean forecastIsFresh;
  private Optional<Interval> finalLoss = Optional.empty();
  private Optional<TargetForecast> target = Optional.empty();

  /** The run's labels are these now. */
  public void wishes(RunWishes said) {
    if (!said.equals(wishes)) {
      wishes = said;
      forecastIsFresh = false;
    }
  }

  /**
   * Takes a record of any rank.
   *
   * @return the row that it added to the curve, if it speaks for the run and tells a step
   */
  public Optional<CurveRow> take(Progress progress) {
    OptionalLong step = progress.step().isPresent() ? progress.step() : progress.work().steps();
    boolean tellsLoss = progress.loss().isPresent() || progress.validationLoss().isPresent();
    if (!speaks(new Speaker(tellsLoss, progress.rank(), progress.source())) || isOld(progress)) {
      return Optional.empty();
    }
    finished = progress.phase() == Phase.FINISHED;
    plannedSteps = progress.plannedSteps().orElse(plannedSteps);
    advance(progress);
    if (step.isEmpty()) {
      return Optional.empty();
    }
    stepTold = true;
    CurveRow row =
        new CurveRow(
            seconds,
            step.getAsLong(),
            progress.loss(),
            progress.validationLoss(),
            progress.learningRate(),
            progress.work().samples());
    curve.take(row, plan());
    judge();
    if (waiting.size() == MAX_WAITING) {
      waiting.removeFirst();
    }
    waiting.add(new Reached(progress.wallMicros(), step.getAsLong()));
    return Optional.of(row);
  }

  private void judge() {
    long fresh = Math.max(1, Math.round(FRESH_SHARE * plannedSteps));
    if (judgedStep == Long.MIN_VALUE
        || judgedPlan != plannedSteps
        || Math.abs(curve.step() - judgedStep) >= fresh) {
      // Without a plan nothing is forecast.
      judged = plannedSteps > 0 ? curve.copy() : curve;
      judgedPlan = plannedSteps;
      judgedStep = curve.step();
      forecastIsFresh = false;
    }
  }

  /**
   * The earliest step that waits for the energy of its time; at the end of time where none does.
   */
  public long nextWallMicros() {
    return waiting.isEmpty() ? Long.MAX_VALUE : waiting.getFirst().wallMicros;
  }

  /** Meets steps with energy for good, up to a time. */
  public void settle(LongUnaryOperator microjoulesAt, long until) {
    while (nextWallMicros() <= until && !waiting.isEmpty()) {
      reach(joules, waiting.removeFirst(), microjoulesAt);
    }
  }

  /** Meets steps with energy as it is known now. */
  public void meet(LongUnaryOperator microjoulesAt, long until) {
    latestJoules = joules.copy();
    for (Reached reached : waiting) {
      if (reached.wallMicros <= until) {
        reach(latestJoules, reached, microjoulesAt);
      }
    }
  }

  private static void reach(StepPace pace, Reached reached, LongUnaryOperator microjoulesAt) {
    pace.reach(reached.step, microjoulesAt.applyAsLong(reached.wallMicros) * MICRO);
  }

  private boolean speaks(Speaker sender) {
    if (speaker.isEmpty()) {
      speaker = Optional.of(sender);
      return true;
    }
    Speaker now = speaker.get();
    if (now.is(sender)) {
      speaker = Optional.of(now.tellsLoss ? now : sender);
      return true;
    }
    if (!now.yieldsTo(sender)) {
      return false;
    }
    // Another source may count steps otherwise.
    speaker = Optional.of(sender);
    curve = new LearningCurve();
    joules = new StepPace();
    latestJoules = joules;
    waiting.clear();
    judgedStep = Long.MIN_VALUE;
    return true;
  }

  private boolean isOld(Progress progress) {
    if (!progress.node().equals(node) || !progress.boot().equals(boot)) {
      return false;
    }
    return progress.monotonicNanos() == monotonicNanos
        ? progress.sequence() <= sequence
        : progress.monotonicNanos() < monotonicNanos;
  }

  private void advance(Progress progress) {
    if (progress.node().equals(node) && progress.boot().equals(boot)) {
      seconds += Math.max(0, progress.monotonicNanos() - monotonicNanos) * NANO;
    } else if (!node.isEmpty()) {
      seconds += Math.max(0, progress.wallMicros() - wallMicros) * MICRO;
    }
    node = progress.node();
    boot = progress.boot();
    sequence = progress.sequence();
    monotonicNanos = progress.monotonicNanos();
    wallMicros = progress.wallMicros();
  }

  /** The curve. */
  public LearningCurve curve() {
    return curve;
  }

  /** Whether more happened since it was last written than may be lost. */
  public boolean isWorthKeeping() {
    return wallMicros - keptWallMicros >= KEEP_EVERY_MICROS || finished;
  }

  /** What it means to do, as far as it was said. */
  public RunPlan plan() {
    return new RunPlan(
        plannedSteps > 0 ? OptionalLong.of(plannedSteps) : OptionalLong.empty(), wishes.schedule());
  }

  /** Event time of the newest record that counted. */
  public long asOfWallMicros() {
    return wallMicros;
  }

  /** Whether a step was told, so that there is something to say or to explain. */
  public boolean begun() {
    return stepTold;
  }

  /** The loss to aim for. */
  public OptionalDouble targetLoss() {
    return wishes.targetLoss();
  }

  /** What of the labels cannot be read, for a reader. */
  public Optional<String> unreadable() {
    return wishes.unreadable();
  }

  /** What is left, or why nothing can be said. */
  public sealed interface Rest {
    /** It is not known. */
    record NotKnown(String because) implements Rest {}

    /** It is expected to take so long and so much. */
    record Expected(Interval seconds, Interval joules) implements Rest {}
  }

  /** Until the planned end. */
  public Rest toEnd() {
    if (finished) {
      return new Rest.NotKnown("the training is finished");
    }
    if (plannedSteps <= 0) {
      return new Rest.NotKnown("the run does not say how many steps it plans");
    }
    if (curve.step() >= plannedSteps) {
      return new Rest.NotKnown("the planned end is reached");
    }
    long left = plannedSteps - curve.step();
    return rest(new Interval(left, left, left));
  }

  /** Until the loss to aim for, which must have been told. */
  public Rest toTarget() {
    if (finished) {
      return new Rest.NotKnown("the training is finished");
    }
    if (wishes.targetLoss().isEmpty()) {
      return new Rest.NotKnown("no target was set");
    }
    if (plannedSteps <= 0) {
      return new Rest.NotKnown("the run does not say how many steps it plans");
    }
    if (curve.best().isEmpty()) {
      return new Rest.NotKnown("the run tells no loss");
    }
    if (curve.best().getAsDouble() <= wishes.targetLoss().getAsDouble()) {
      return new Rest.NotKnown("the loss has been there");
    }
    refresh();
    if (target.isEmpty() || target.get().middle().isEmpty()) {
      return new Rest.NotKnown("the loss is not expected there before the planned end");
    }
    if (target.get().high().isEmpty()) {
      return new Rest.NotKnown(
          "the loss is expected there at step %d, but may not get there before the planned end"
              .formatted(curve.step() + target.get().middle().getAsLong()));
    }
    double middle = target.get().middle().getAsLong();
    return rest(
        new Interval(
            Math.min((double) target.get().low(), middle),
            middle,
            Math.max(middle, (double) target.get().high().getAsLong())));
  }

  private Rest rest(Interval steps) {
    long middle = Math.round(steps.middle());
    Optional<Interval> time = curve.secondsFor(middle);
    Optional<Interval> energy = latestJoules.forSteps(middle);
    if (time.isEmpty() || energy.isEmpty()) {
      return new Rest.NotKnown("too little has been seen of its pace");
    }
    return new Rest.Expected(widened(time.get(), steps), widened(energy.get(), steps));
  }

  // Relative errors of the pace and of the number of steps, in quadrature.
  private static Interval widened(Interval cost, Interval steps) {
    if (cost.middle() <= 0 || steps.middle() <= 0) {
      return cost;
    }
    double below = Math.hypot(1 - cost.low() / cost.middle(), 1 - steps.low() / steps.middle());
    double above = Math.hypot(cost.high() / cost.middle() - 1, steps.high() / steps.middle() - 1);
    return new Interval(
        Math.max(0, cost.middle() * (1 - below)), cost.middle(), cost.middle() * (1 + above));
  }

  /** The loss that counts at the planned end; absent without a plan or a loss. */
  public Optional<Interval> finalLoss() {
    refresh();
    return finalLoss;
  }

  /** Joules for the next 1 % of the loss as its trend is; absent while it does not fall. */
  public OptionalDouble nextPercentJoules() {
    Optional<Standing> standing = Standing.of(curve, plan());
    if (standing.isEmpty() || standing.get().nextPercentSteps().isEmpty()) {
      return OptionalDouble.empty();
    }
    double steps = standing.get().nextPercentSteps().getAsDouble();
    Optional<Interval> cost = latestJoules.forSteps(Math.max(1, Math.round(Math.min(steps, 1e15))));
    return cost.isPresent() ? OptionalDouble.of(cost.get().middle()) : OptionalDouble.empty();
  }

  private void refresh() {
    if (forecastIsFresh) {
      return;
    }
    forecastIsFresh = true;
    boolean toCome = plannedSteps > judged.step();
    finalLoss = toCome ? EndForecast.of(judged, plan()) : Optional.empty();
    target =
        toCome && wishes.targetLoss().isPresent() && judged.last().isPresent()
            ? Optional.of(TargetForecast.of(judged, plan(), wishes.targetLoss().getAsDouble()))
            : Optional.empty();
  }

  /** Writes what it remembers; labels are told again. */
  public void write(StateWriter out) {
    keptWallMicros = wallMicros;
    out.number(VERSION);
    out.flag(speaker.isPresent());
    speaker.ifPresent(
        now -> {
          out.flag(now.tellsLoss);
          out.number(now.rank);
          out.text(now.source);
        });
    curve.write(out);
    joules.write(out);
    out.text(node);
    out.text(boot);
    out.number(sequence);
    out.number(monotonicNanos);
    out.number(wallMicros);
    out.real(seconds);
    out.number(plannedSteps);
    out.flag(finished);
    out.flag(stepTold);
    out.number(waiting.size());
    for (Reached reached : waiting) {
      out.number(reached.wallMicros);
      out.number(reached.step);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static RunOutlook read(StateReader in) {
    int version = in.version("a run's outlook", VERSION);
    RunOutlook outlook = new RunOutlook();
    if (in.flag()) {
      outlook.speaker = Optional.of(new Speaker(in.flag(), in.count(), in.text()));
    }
    outlook.curve.read(in);
    outlook.joules.read(in);
    outlook.node = in.text();
    outlook.boot = in.text();
    outlook.sequence = in.number();
    outlook.monotonicNanos = in.number();
    outlook.wallMicros = in.number();
    outlook.keptWallMicros = outlook.wallMicros;
    outlook.seconds = in.real();
    outlook.plannedSteps = in.number();
    outlook.finished = in.flag();
    if (version < 2) {
      in.number();
    }
    outlook.stepTold = in.flag();
    int count = version < 2 ? 0 : in.count();
    for (int i = 0; i < count; i++) {
      outlook.waiting.add(new Reached(in.number(), in.number()));
    }
    outlook.latestJoules = outlook.joules;
    outlook.judged = outlook.curve;
    return outlook;
  }
}
