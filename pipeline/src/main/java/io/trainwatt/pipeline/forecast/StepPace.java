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
  private static final double ALIKE = 12;
  private static final double LEAST_ERROR = 0.06;

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
    double median = Robust.median(paces, n);
    double[] off = new double[n];
    for (int i = 0; i < n; i++) {
      off[i] = paces[i] - median;
    }
    double spread = Robust.spread(off, n);
    double mean = 0;
    for (double each : off) {
      mean += Math.clamp(each, -WILD * spread, WILD * spread) / n;
    }
    double pace = median + mean;
    double stretches = Math.max(1, more / Math.max(1.0, (double) gap));
    double error =
        Math.hypot(
            ALIKE * spread * Math.sqrt(1.0 / n + 1 / stretches), LEAST_ERROR * Math.abs(pace));
    double low = Math.max(0, pace - TENTH * error);
    return Optional.of(new Interval(more * low, more * pace, more * (pace + TENTH * error)));
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
