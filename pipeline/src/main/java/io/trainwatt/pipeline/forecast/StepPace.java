package io.trainwatt.pipeline.forecast;

import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Optional;

/**
 * How long steps take: at most {@value #CAPACITY} stretches of the run, each with its own mean, so
 * that a stall is one wild stretch among many. Not thread-safe.
 */
final class StepPace {
  private static final int CAPACITY = 64;
  private static final int FEWEST = 4;
  // Stretches further from the median than so many standard deviations are drawn in to there.
  private static final double WILD = 3;
  // One in ten lies beyond so many standard deviations on either side.
  private static final double TENTH = 1.2816;
  // A machine is slow or fast for a while: neighbouring stretches are alike, so that the mean of
  // many is less sure than if they were not.
  private static final double ALIKE = 8;
  // What the same would have been off by, of the steps until now: machines differ in how steady
  // they are.
  private static final double HINDSIGHT_WEIGHT = 0.7;
  private static final double LEAST_ERROR = 0.03;

  private final long[] work = new long[CAPACITY];
  private final double[] seconds = new double[CAPACITY];
  private int size;
  private long gap = 1;
  private long done;
  private long lastStep;

  /** A step was reached. Steps repeated after a reload are work again. */
  void reach(long step, double now) {
    done += size == 0 ? 0 : Math.max(0, step - lastStep);
    lastStep = step;
    if (size > 0 && done - work[size - 1] < gap) {
      return;
    }
    if (size == CAPACITY) {
      for (int i = 0; i < CAPACITY / 2; i++) {
        work[i] = work[2 * i];
        seconds[i] = seconds[2 * i];
      }
      size = CAPACITY / 2;
      gap = 2 * (work[1] - work[0]);
    }
    work[size] = done;
    seconds[size] = now;
    size++;
  }

  /** Seconds for so many more steps; absent before there is anything to go by. */
  Optional<Interval> forSteps(long more) {
    int n = size - 1;
    if (n < FEWEST) {
      return Optional.empty();
    }
    double[] paces = new double[n];
    for (int i = 0; i < n; i++) {
      paces[i] = (seconds[i + 1] - seconds[i]) / (work[i + 1] - work[i]);
    }
    Pace seen = Pace.of(paces, n);
    double pace = seen.mean;
    double stretches = Math.max(1, more / Math.max(1.0, (double) gap));
    double error =
        Math.hypot(
            ALIKE * seen.spread * Math.sqrt(1.0 / n + 1 / stretches),
            Math.hypot(HINDSIGHT_WEIGHT * hindsight(paces, more), LEAST_ERROR * Math.abs(pace)));
    double low = Math.max(0, pace - TENTH * error);
    return Optional.of(new Interval(more * low, more * pace, more * (pace + TENTH * error)));
  }

  // How far off the pace was as far back as it looks ahead, at most half of the way.
  private double hindsight(double[] paces, long more) {
    int last = size - 1;
    long back = Math.min(more, (work[last] - work[0]) / 2);
    int then = 1;
    while (then < last - 1 && work[then] < work[last] - back) {
      then++;
    }
    return then < 2
        ? 0
        : Math.abs(
            (seconds[last] - seconds[then]) / (work[last] - work[then])
                - Pace.of(paces, then).mean);
  }

  /** Seconds a step of the first stretches, a wild one drawn in, and how far they are apart. */
  private record Pace(double mean, double spread) {
    static Pace of(double[] paces, int n) {
      double median = Robust.median(paces, n);
      double[] off = new double[n];
      for (int i = 0; i < n; i++) {
        off[i] = paces[i] - median;
      }
      double spread = Robust.spread(off, n);
      double mean = median;
      for (double each : off) {
        mean += Math.clamp(each, -WILD * spread, WILD * spread) / n;
      }
      return new Pace(mean, spread);
    }
  }

  StepPace copy() {
    StepPace copy = new StepPace();
    System.arraycopy(work, 0, copy.work, 0, size);
    System.arraycopy(seconds, 0, copy.seconds, 0, size);
    copy.size = size;
    copy.gap = gap;
    copy.done = done;
    copy.lastStep = lastStep;
    return copy;
  }

  void write(StateWriter out) {
    out.number(size);
    for (int i = 0; i < size; i++) {
      out.number(work[i]);
      out.real(seconds[i]);
    }
    out.number(gap);
    out.number(done);
    out.number(lastStep);
  }

  void read(StateReader in) {
    size = in.count();
    for (int i = 0; i < size; i++) {
      work[i] = in.number();
      seconds[i] = in.real();
    }
    gap = in.number();
    done = in.number();
    lastStep = in.number();
  }
}
