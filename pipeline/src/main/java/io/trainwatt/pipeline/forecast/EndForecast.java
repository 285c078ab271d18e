package io.trainwatt.pipeline.forecast;

import java.util.Arrays;
import java.util.Optional;

/**
 * The loss at the planned end. Three opinions, averaged: the trend of the last third going on and
 * fading; the family of falling curves; the family of curves that may drift. They err in different
 * directions: the first misses a floor, the second a turn, the third believes in one too easily.
 *
 * <p>Weights, spans, memories and the width of the interval were set once on recorded curves; how
 * far they hold on others is measured ({@code docs/reference/early-stopping.md}). Pure.
 */
public final class EndForecast {
  private static final double TREND_WEIGHT = 0.35;
  private static final double FALLING_WEIGHT = 0.5;
  private static final double DRIFTING_WEIGHT = 0.15;
  // The less is ahead, the shorter the look back that tells of it: from the first to the second
  // while the share that is done goes between the two bounds.
  private static final double[] TREND_SPANS = {1.5, 1.2};
  private static final double[] TREND_SHARES = {0.4, 0.9};
  private static final double[] FALLING_MEMORIES = {3, 5};
  private static final double[] FALLING_SHARES = {0.2, 0.6};
  private static final double DRIFTING_MEMORY = 2;
  // What came so early tells of the start, not of the end.
  private static final double EARLIEST = 0.02;
  private static final int FEWEST = 4;
  private static final double BEFORE_DROP = 0.1;
  private static final int ENOUGH = 8;
  // Half of how far it is expected to go may be wrong either way.
  private static final double CHANGE_ERROR = 0.5;
  // A noise of a training at a high rate goes with the rate: it may fall by this times the decay.
  private static final double DECAY_ERROR = 0.5;
  private static final double FIRST_POINTS_ERROR = 0.5;
  // What is farther away, on the logarithm of the axis, is less sure than the parts above say.
  private static final double WIDTH = 0.7;
  private static final double WIDTH_AHEAD = 1.05;
  private static final double FARTHEST = 2;
  // Looking so many times as far as it sees, at most, it is asked what it would have said of now.
  private static final double HINDSIGHT = 2;
  private static final double HINDSIGHT_WEIGHT = 0.7;
  private static final int HINDSIGHT_POINTS = 6;

  private EndForecast() {}

  /** Forecasts the loss that counts; absent without a planned end or before the first loss. */
  public static Optional<Interval> of(LearningCurve curve, RunPlan plan) {
    if (plan.lastStep().isEmpty() || !curve.metric().begun()) {
      return Optional.empty();
    }
    return at(curve, plan, plan.lastStep().getAsLong());
  }

  /** The same at an earlier step to come. */
  static Optional<Interval> at(LearningCurve curve, RunPlan plan, long step) {
    if (plan.lastStep().isEmpty() || !curve.metric().begun()) {
      return Optional.empty();
    }
    RateOutlook outlook = curve.rate().until(step, plan.lastStep().getAsLong(), plan.schedule());
    Metric metric = curve.metric();
    if (metric.memory().size() < FEWEST) {
      return early(curve, outlook, metric);
    }
    return guess(curve, outlook, metric).interval();
  }

  /** A curve in logarithms, where it is positive throughout: errors are shares of it then. */
  private record Guess(boolean log, double now, double end, double error, double ahead) {
    Guess wider(double more) {
      return new Guess(log, now, end, Math.hypot(error, more), ahead);
    }

    // Absent where losses are so large that arithmetic ends.
    Optional<Interval> interval() {
      double half = (WIDTH + WIDTH_AHEAD * Math.min(ahead, FARTHEST)) * error;
      double low = end - half;
      double high = end + half;
      return log ? finite(Math.exp(low), Math.exp(end), Math.exp(high)) : finite(low, end, high);
    }
  }

  /** The curve so far: the axis is 1 now, losses may be logarithms. */
  private static final class Seen {
    private final double[] x;
    private final double[] y;
    // The first point since the rate dropped.
    private final int drop;
    private final boolean log;

    Seen(double[] x, double[] y, int drop, boolean log) {
      this.x = x;
      this.y = y;
      this.drop = drop;
      this.log = log;
    }

    // The older the less; before a drop little, once enough have followed it.
    double[] weights(double memory) {
      double before = x.length - drop >= ENOUGH ? BEFORE_DROP : 1;
      double[] weights = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        weights[i] = Math.pow(x[i], memory) * (i < drop ? before : 1);
      }
      return weights;
    }

    // As it was then.
    Seen until(double when) {
      int n = x.length;
      while (n > 0 && x[n - 1] > when) {
        n--;
      }
      double[] axis = new double[n];
      for (int i = 0; i < n; i++) {
        axis[i] = x[i] / x[n - 1];
      }
      return new Seen(axis, Arrays.copyOf(y, n), drop, log);
    }
  }

  private static Guess guess(LearningCurve curve, RateOutlook outlook, Metric metric) {
    CurveMemory memory = metric.memory();
    int n = memory.size();
    double now = memory.area(n - 1);
    double rest = curve.rate().inPeakSteps(now);
    double end = 1 + (rest > 0 ? outlook.area() / rest : 0);
    int from = 0;
    while (from < n - FEWEST && memory.area(from) < EARLIEST * now) {
      from++;
    }
    int drop = from;
    while (drop < n && memory.step(drop) < curve.rate().jumpStep()) {
      drop++;
    }
    double[] x = new double[n - from];
    double[] y = new double[n - from];
    boolean log = memory.lowest() > 0;
    for (int i = from; i < n; i++) {
      x[i - from] = now > 0 ? Math.max(memory.area(i) / now, 1e-9) : 1;
      y[i - from] = log ? Math.log(memory.value(i)) : memory.value(i);
    }
    Seen seen = new Seen(x, y, drop - from, log);
    return combine(seen, end, outlook.decayToCome().orElse(1))
        .wider(HINDSIGHT_WEIGHT * hindsight(seen, end));
  }

  // How far off the same forecast was of now, made as far back as it looks ahead: curves differ in
  // how well they can be foreseen.
  private static double hindsight(Seen seen, double end) {
    Seen then = seen.until(1 / Math.min(end, HINDSIGHT));
    int n = then.x.length;
    if (n < HINDSIGHT_POINTS || n == seen.x.length) {
      return 0;
    }
    return Math.abs(combine(then, 1 / seen.x[n - 1], 0).end - lastOf(seen.y));
  }

  private static double lastOf(double[] y) {
    return Robust.median(Arrays.copyOfRange(y, y.length - 3, y.length), 3);
  }

  private static Guess combine(Seen seen, double end, double decayToCome) {
    double[] x = seen.x;
    double[] y = seen.y;
    LocalTrend trend = LocalTrend.of(x, y, seen.drop, TREND_SPANS[0]);
    CurveMixture drifting = CurveMixture.of(x, y, end, true, seen.weights(DRIFTING_MEMORY));
    double ahead = Math.log(end);
    double faded =
        between(
            trend.faded(ahead),
            LocalTrend.of(x, y, seen.drop, TREND_SPANS[1]).faded(ahead),
            TREND_SHARES,
            1 / end);
    double falling =
        between(
            CurveMixture.of(x, y, end, false, seen.weights(FALLING_MEMORIES[0])).middle(),
            CurveMixture.of(x, y, end, false, seen.weights(FALLING_MEMORIES[1])).middle(),
            FALLING_SHARES,
            1 / end);
    double middle =
        TREND_WEIGHT * faded + FALLING_WEIGHT * falling + DRIFTING_WEIGHT * drifting.middle();
    double apart =
        TREND_WEIGHT * square(faded - middle)
            + FALLING_WEIGHT * square(falling - middle)
            + DRIFTING_WEIGHT * square(drifting.middle() - middle);
    double last = lastOf(y);
    double decay = decayToCome * DECAY_ERROR * (seen.log ? 1 : Math.abs(last));
    double error =
        Math.sqrt(
            square(trend.noise())
                + apart
                + square(CHANGE_ERROR * (middle - last))
                + square(decay * 0.5));
    return new Guess(seen.log, last, middle, error, ahead);
  }

  private static double between(double far, double near, double[] shares, double done) {
    double part = Math.clamp((done - shares[0]) / (shares[1] - shares[0]), 0, 1);
    return (1 - part) * far + part * near;
  }

  // Too few evaluations for a curve of their own: they go on as the training loss does.
  private static Optional<Interval> early(LearningCurve curve, RateOutlook outlook, Metric metric) {
    double last = metric.last();
    Metric training = curve.training();
    if (curve.judgedByValidation() && training.memory().size() >= FEWEST && last > 0) {
      Guess guess = guess(curve, outlook, training);
      if (guess.log) {
        double end = Math.log(last) + guess.end - guess.now;
        double error = Math.hypot(guess.error, FIRST_POINTS_ERROR * (guess.end - guess.now));
        return new Guess(true, Math.log(last), end, error, guess.ahead).interval();
      }
    }
    return finite(last - Math.abs(last), last, last + Math.abs(last));
  }

  private static Optional<Interval> finite(double low, double middle, double high) {
    return Double.isFinite(low) && Double.isFinite(middle) && Double.isFinite(high)
        ? Optional.of(new Interval(low, middle, high))
        : Optional.empty();
  }

  private static double square(double value) {
    return value * value;
  }
}
