package io.trainwatt.pipeline.forecast;

import java.util.OptionalDouble;

/**
 * A straight line through the loss over the learning rate, while that falls: noise that a high rate
 * keeps up goes as the rate goes, so what a decay has brought so far tells what the rest of it may
 * bring. Pure.
 */
final class DecayLine {
  // A rate this near its peak has not begun to fall.
  private static final double BEGUN = 0.98;
  // As far back as it is still to go, at most.
  private static final double BACK = 2;
  private static final int FEWEST = 6;
  private static final double ERRORS = 1;

  private DecayLine() {}

  /**
   * Where the steepest line that the points allow leads; absent where too little of the decay is
   * seen.
   *
   * @param from first point that counts
   * @param toCome share of the peak that the rate is still to lose, above 0
   */
  static OptionalDouble lowest(CurveMemory memory, int from, RatePath path, double toCome) {
    int n = memory.size();
    double now = rate(memory, n - 1, path);
    double highest = Math.min(BEGUN, BACK * now);
    int first = n;
    while (first > Math.max(1, from) && rate(memory, first - 1, path) <= highest) {
      first--;
    }
    if (n - first < FEWEST) {
      return OptionalDouble.empty();
    }
    double[] x = new double[n - first];
    double[] y = new double[n - first];
    for (int i = first; i < n; i++) {
      x[i - first] = 1 - (rate(memory, i, path) - now);
      y[i - first] = memory.value(i);
    }
    SteadyFall line = SteadyFall.of(x, y, 0, 2);
    return line.slope() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            line.level() + Math.min(0, line.slope() - ERRORS * line.slopeError()) * toCome);
  }

  // Mean share of the peak since the point before.
  private static double rate(CurveMemory memory, int i, RatePath path) {
    long steps = memory.step(i) - memory.step(i - 1);
    return steps > 0 ? path.inPeakSteps((memory.area(i) - memory.area(i - 1)) / steps) : 1;
  }
}
