package io.trainwatt.pipeline.forecast;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where a curve stands and what the rest of the run may still bring. Pure.
 *
 * @param step reached
 * @param share of the planned steps done, 0 to 1
 * @param validation whether the loss that counts is of validation
 * @param points of that loss since the last reload, drop of the rate or change of the batch
 * @param first of that loss: untrained
 * @param best of that loss
 * @param bestStep where it was
 * @param level where it is now, noise taken off
 * @param noise standard deviation of one evaluation
 * @param attainable the lowest it may reach until the end: the steepest trend that the points allow
 *     going on without fading, and a lucky evaluation
 * @param rising whether it rises beyond doubt
 * @param trainingFalls whether the training loss is lower than when the best was reached
 * @param trainingFactor training loss now over that of the untrained model
 * @param sameInARow evaluations in a row with the very same value
 * @param decayToCome share of the peak rate that is still to be lost; absent if not known
 * @param decaySeen whether enough of a decay is seen to tell what the rest of it may bring: that is
 *     in {@code attainable} then
 * @param nextPercentSteps steps for the next 1 % of the loss as the trend is; absent if it does not
 *     fall
 * @param early that loss where training had just begun: little more than the mean of the answers
 * @param segment whether a drop of the rate or a change of the batch hides what was before
 */
public record Standing(
    long step,
    double share,
    boolean validation,
    int points,
    double first,
    double best,
    long bestStep,
    double level,
    double noise,
    double attainable,
    boolean rising,
    boolean trainingFalls,
    double trainingFactor,
    int sameInARow,
    OptionalDouble decayToCome,
    boolean decaySeen,
    OptionalDouble nextPercentSteps,
    double early,
    boolean segment) {
  private static final int FEWEST = 5;
  // Two windows: one sees what changed lately, the other is not fooled by a pause.
  private static final double SHORT_SPAN = 1.5;
  private static final double LONG_SPAN = 3;
  private static final double ERRORS = 1;
  private static final double SURE_ERRORS = 2;
  private static final double NO_DECAY = 0.01;
  private static final double STEADY_FROM = 2.0 / 3;
  private static final double BEFORE_FROM = 1.0 / 3;
  private static final double STEADY = 0.8;

  /** Where a curve stands; absent without a planned end or with too few points. */
  public static Optional<Standing> of(LearningCurve curve, RunPlan plan) {
    Metric metric = curve.metric();
    CurveMemory memory = metric.memory();
    int from = memory.firstFrom(curve.segmentStep());
    int n = memory.size() - from;
    if (plan.lastStep().isEmpty() || n < FEWEST) {
      return Optional.empty();
    }
    long end = plan.lastStep().getAsLong();
    RateOutlook outlook = curve.rate().until(end, plan.schedule());
    double[] x = new double[n];
    double[] y = new double[n];
    double now = memory.area(memory.size() - 1);
    for (int i = 0; i < n; i++) {
      x[i] = now > 0 ? Math.max(memory.area(from + i) / now, 1e-9) : 1;
      y[i] = memory.value(from + i);
    }
    double done = curve.rate().inPeakSteps(now);
    double ahead = done > 0 ? Math.log1p(outlook.area() / done) : 0;
    LocalTrend late = LocalTrend.of(x, y, SHORT_SPAN);
    LocalTrend whole = LocalTrend.of(x, y, LONG_SPAN);
    double more = (end - curve.step()) / memory.spacing();
    // A training loss is judged by its level: no weights of a lucky batch are kept.
    double draws = curve.judgedByValidation() ? luckyDraws(more) : 0;
    OptionalDouble decayed =
        outlook.decayToCome().orElse(0) > NO_DECAY
            ? DecayLine.lowest(memory, from, curve.rate(), outlook.decayToCome().getAsDouble())
            : OptionalDouble.empty();
    double attainable =
        lowest(
            lucky(late.steepest(ahead, ERRORS), late.noise(), draws),
            lucky(whole.steepest(ahead, ERRORS), whole.noise(), draws),
            steadily(x, y, done > 0 ? outlook.area() / done : 0),
            lucky(decayed.orElse(Double.POSITIVE_INFINITY), late.noise(), draws));
    return Optional.of(
        new Standing(
            curve.step(),
            Math.min(1, (double) curve.step() / end),
            curve.judgedByValidation(),
            n,
            metric.first(),
            metric.best(),
            metric.bestStep(),
            whole.level(),
            whole.noise(),
            attainable,
            whole.slope() > SURE_ERRORS * whole.slopeError(),
            trainingFalls(curve, metric.bestStep()),
            trainingFactor(curve),
            metric.sameInARow(),
            outlook.decayToCome(),
            decayed.isPresent(),
            nextPercent(whole, curve.step()),
            memory.value(0),
            from > 0));
  }

  /**
   * What was gained so far stands at this: the best evaluation, or the level of a training loss.
   */
  public double reached() {
    return validation ? best : Math.max(best, level);
  }

  /** The most that the rest of the run may bring; negative if nothing. */
  public double toCome() {
    return reached() - attainable;
  }

  private static double lowest(double... losses) {
    return Arrays.stream(losses).min().getAsDouble();
  }

  private static double lucky(double loss, double noise, double draws) {
    return loss - noise * draws;
  }

  // Where it leads if it goes on as fast as it falls now; of a curve that flattens, nothing. One
  // that falls as fast as before, or faster, bends downwards over the logarithm: no line over that
  // holds it, and the newest point may be below every line.
  private static double steadily(double[] x, double[] y, double ahead) {
    SteadyFall now = SteadyFall.of(x, y, STEADY_FROM, 1);
    SteadyFall before = SteadyFall.of(x, y, BEFORE_FROM, STEADY_FROM);
    boolean flattens = before.slope() >= 0 || now.slope() > STEADY * before.slope();
    return now.isSure() && !(before.isSure() && flattens)
        ? Math.min(now.level(), y[y.length - 1]) + (now.slope() - ERRORS * now.slopeError()) * ahead
        : Double.POSITIVE_INFINITY;
  }

  // Median of the lowest of n normal draws, in standard deviations below their mean (Abramowitz and
  // Stegun 26.2.23, off by less than 0.00045).
  private static double luckyDraws(double n) {
    double tail = 1 - Math.pow(2, -1 / Math.max(1, n));
    double t = Math.sqrt(-2 * Math.log(tail));
    return Math.max(
        0,
        t
            - (2.515517 + 0.802853 * t + 0.010328 * t * t)
                / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t));
  }

  private static boolean trainingFalls(LearningCurve curve, long bestStep) {
    CurveMemory memory = curve.training().memory();
    int then = memory.firstFrom(bestStep + 1);
    double before = then > 0 ? mean(memory, then) : curve.training().first();
    return memory.size() > 0 && mean(memory, memory.size()) < before;
  }

  private static double trainingFactor(LearningCurve curve) {
    Metric training = curve.training();
    int n = training.memory().size();
    return n == 0 || training.first() <= 0 ? 0 : mean(training.memory(), n) / training.first();
  }

  private static double mean(CurveMemory memory, int end) {
    int n = Math.min(3, end);
    double sum = 0;
    for (int i = end - n; i < end; i++) {
      sum += memory.value(i);
    }
    return sum / n;
  }

  private static OptionalDouble nextPercent(LocalTrend trend, long step) {
    return trend.slope() < -trend.slopeError() && trend.level() > 0
        ? OptionalDouble.of(step * Math.expm1(0.01 * trend.level() / -trend.slope()))
        : OptionalDouble.empty();
  }
}
