package io.trainwatt.pipeline.forecast;

import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.OptionalDouble;

/**
 * The learning rate so far: its area over the steps is the time axis of a learning curve, since a
 * training that takes steps of half the size takes about twice as many (Tissue et al. 2024, Luo et
 * al. 2025). Without a learning rate an axis of steps. Not thread-safe.
 */
final class RatePath {
  // A schedule that moves smoothly changes less from row to row than a drop does.
  private static final double JUMP = 1.5;
  // A schedule like "stable, then decay" says not when: its decay usually takes the last fifth.
  private static final double USUAL_DECAY_SHARE = 0.2;
  private static final double USUAL_DROP = 0.1;
  private static final double ABOUT = 1e-3;
  // Shares of all steps by which a drop may come before and after it was declared.
  private static final double ROUNDED = 0.02;
  private static final double LATEST = 0.05;

  private boolean seen;
  private boolean everTold;
  private double area;
  private double peak;
  private long peakStep;
  private double rate;
  private long step;
  private double lowestSincePeak;
  private boolean roseAgain;
  private long jumpStep;

  /** A step was reached, at this rate if one was told. */
  void reach(long now, OptionalDouble told) {
    if (told.isPresent() && !everTold) {
      // Until now each step counted as one at a rate of 1: they were steps at this one.
      everTold = true;
      area *= told.getAsDouble();
      rate = told.getAsDouble();
      peak = 0;
    }
    double next = told.orElse(seen ? rate : 1);
    if (seen && rate > 0 && next > 0 && isJump(next)) {
      jumpStep = now;
    }
    area += next * Math.max(0, now - step);
    step = now;
    seen = true;
    rate = next;
    if (rate > peak * (1 + ABOUT)) {
      peak = rate;
      lowestSincePeak = rate;
    }
    if (rate >= peak * (1 - ABOUT)) {
      peakStep = now;
    }
    roseAgain |= lowestSincePeak < peak / 2 && rate > lowestSincePeak + peak / 4;
    lowestSincePeak = Math.min(lowestSincePeak, rate);
  }

  // Only downwards: what a warm-up does is no change of the curve's floor.
  private boolean isJump(double next) {
    return rate / next >= JUMP && rate >= ABOUT * peak;
  }

  /** A checkpoint was reloaded. */
  void backTo(long earlier, double areaThere) {
    step = earlier;
    area = areaThere;
    jumpStep = Math.min(jumpStep, earlier);
  }

  /** Area of the rate so far, in steps at the peak rate once {@link #inPeakSteps}. */
  double area() {
    return peak > 0 ? area : step;
  }

  /** An area in steps at the peak rate. */
  double inPeakSteps(double some) {
    return peak > 0 ? some / peak : some;
  }

  /** Step of the last sudden drop of the rate; 0 if there was none. */
  long jumpStep() {
    return jumpStep;
  }

  boolean isZero() {
    return seen && peak == 0;
  }

  /** What is to come until the last step. */
  RateOutlook until(long lastStep, Schedule schedule) {
    double steps = Math.max(0, lastStep - step);
    if (peak == 0) {
      return new RateOutlook(steps, OptionalDouble.of(0));
    }
    double now = rate / peak;
    Schedule.Kind kind =
        roseAgain && schedule.kind() == Schedule.Kind.UNKNOWN
            ? Schedule.Kind.CYCLIC
            : schedule.kind();
    return switch (kind) {
      case CONSTANT -> to(now * steps, now, now);
      case COSINE -> cosine(lastStep, now, steps);
      case LINEAR -> {
        double end = floor(now, 1 - progress(lastStep));
        yield to(steps * (now + end) / 2, now, end);
      }
      case STEPS -> drops(lastStep, schedule, now);
      case STABLE_THEN_DECAY -> {
        boolean decaying = now < 1 - ABOUT && step > peakStep;
        double decay = decaying ? steps : Math.min(steps, USUAL_DECAY_SHARE * lastStep);
        yield to(now * (steps - decay / 2), Math.max(now, decaying ? 0 : 1), 0);
      }
      case INVERSE_ROOT -> {
        double root = Math.sqrt((double) Math.max(1, step));
        double endRoot = Math.max(root, Math.sqrt((double) lastStep));
        yield to(2 * now * root * (endRoot - root), now, now * root / endRoot);
      }
      case CYCLIC -> to(steps * (1 + lowestSincePeak / peak) / 2, 1, 0);
      case UNKNOWN -> unknown(steps, now);
    };
  }

  /**
   * What is to come until a step before the last: the rate is taken to go from where it is to where
   * it will be along a parabola of the area that is to come.
   */
  RateOutlook until(long earlier, long lastStep, Schedule schedule) {
    RateOutlook whole = until(lastStep, schedule);
    double steps = (double) lastStep - step;
    if (earlier >= lastStep || steps <= 0) {
      return whole;
    }
    double f = Math.clamp((earlier - step) / steps, 0, 1);
    double now = peak > 0 ? rate / peak : 1;
    double mean = whole.area() / steps;
    double end =
        whole.decayToCome().isPresent()
            ? Math.max(0, now - whole.decayToCome().getAsDouble())
            : Math.max(0, 2 * mean - now);
    double b = 6 * mean - 4 * now - 2 * end;
    double c = 3 * now + 3 * end - 6 * mean;
    double area = steps * (now * f + b * f * f / 2 + c * f * f * f / 3);
    OptionalDouble decay =
        whole.decayToCome().isPresent()
            ? OptionalDouble.of(whole.decayToCome().getAsDouble() * f)
            : OptionalDouble.empty();
    return new RateOutlook(Math.clamp(area, 0, whole.area()), decay);
  }

  private static RateOutlook to(double area, double now, double end) {
    return new RateOutlook(area, OptionalDouble.of(Math.clamp(now - end, 0, 1)));
  }

  private double progress(long lastStep) {
    double whole = Math.max(1, lastStep - peakStep);
    return Math.clamp((step - peakStep) / whole, 0, 1);
  }

  // The share of the peak it falls to: seen once it has moved, else 0.
  private static double floor(double now, double shape) {
    return shape > 0.9 || shape < ABOUT ? 0 : Math.clamp((now - shape) / (1 - shape), 0, now);
  }

  private RateOutlook cosine(long lastStep, double now, double steps) {
    double p = progress(lastStep);
    double shape = (1 + Math.cos(Math.PI * p)) / 2;
    double end = floor(now, shape);
    double whole = Math.max(1, lastStep - peakStep);
    double left = whole * ((1 - p) / 2 - Math.sin(Math.PI * p) / (2 * Math.PI));
    return to(end * steps + (1 - end) * left, now < 1 - ABOUT ? now : 1, end);
  }

  private RateOutlook drops(long lastStep, Schedule schedule, double now) {
    if (schedule.drops().isEmpty()) {
      return unknown((double) Math.max(0, lastStep - step), now);
    }
    double total = 0;
    double from = step;
    double level = now;
    long done =
        schedule.drops().stream().filter(drop -> !isToCome(at(drop, lastStep), lastStep)).count();
    double factor = done > 0 && now < 1 - ABOUT ? Math.pow(now, 1.0 / done) : USUAL_DROP;
    for (double drop : schedule.drops()) {
      double place = at(drop, lastStep);
      if (isToCome(place, lastStep) && place < lastStep) {
        total += level * Math.max(0, place - from);
        level *= factor;
        from = Math.max(from, place);
      }
    }
    return to(total + level * Math.max(0, lastStep - from), now, level);
  }

  // The step at which it drops is still done at the rate before; and a schedule that counts from
  // the end of its warm-up drops later than a share of all steps says.
  private boolean isToCome(double place, long lastStep) {
    boolean overdue =
        everTold && jumpStep < place - ROUNDED * lastStep && step <= place + LATEST * lastStep;
    return place >= step || overdue;
  }

  private static double at(double drop, long lastStep) {
    return drop <= 1 ? drop * lastStep : drop;
  }

  // A rate that has fallen may fall further, to nothing; of one that stayed nothing can be said.
  private static RateOutlook unknown(double steps, double now) {
    return now < 0.5
        ? to(now * steps / 2, now, 0)
        : new RateOutlook(now * steps * 0.75, OptionalDouble.empty());
  }

  void write(StateWriter out) {
    out.flag(seen);
    out.flag(everTold);
    out.real(area);
    out.real(peak);
    out.number(peakStep);
    out.real(rate);
    out.number(step);
    out.real(lowestSincePeak);
    out.flag(roseAgain);
    out.number(jumpStep);
  }

  void read(StateReader in) {
    seen = in.flag();
    everTold = in.flag();
    area = in.real();
    peak = in.real();
    peakStep = in.number();
    rate = in.real();
    step = in.number();
    lowestSincePeak = in.real();
    roseAgain = in.flag();
    jumpStep = in.number();
  }
}
