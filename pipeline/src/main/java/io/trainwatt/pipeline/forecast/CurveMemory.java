package io.trainwatt.pipeline.forecast;

import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Arrays;

/**
 * A loss over its run in at most {@value #CAPACITY} points: when full, neighbours are averaged and
 * each further point stands for twice as many. Not thread-safe.
 */
final class CurveMemory {
  static final int CAPACITY = 128;

  private final long[] steps = new long[CAPACITY];
  private final double[] areas = new double[CAPACITY];
  private final double[] values = new double[CAPACITY];
  private int size;
  private int stride;
  // The point that is being filled: the area and step are those of its middle.
  private int filled;
  private double sum;
  private double areaSum;
  private double stepSum;

  /** Each point stands for so many rows from the start. */
  CurveMemory(int stride) {
    this.stride = stride;
  }

  /** Adds a row; true if a point became whole. */
  boolean add(long step, double area, double value) {
    sum += value;
    areaSum += area;
    stepSum += step;
    filled++;
    if (filled < stride) {
      return false;
    }
    if (size == CAPACITY) {
      halve();
    }
    steps[size] = Math.round(stepSum / filled);
    areas[size] = areaSum / filled;
    values[size] = sum / filled;
    size++;
    empty();
    return true;
  }

  private void empty() {
    filled = 0;
    sum = 0;
    areaSum = 0;
    stepSum = 0;
  }

  private void halve() {
    for (int i = 0; i < CAPACITY / 2; i++) {
      steps[i] = (steps[2 * i] + steps[2 * i + 1]) / 2;
      areas[i] = (areas[2 * i] + areas[2 * i + 1]) / 2;
      values[i] = (values[2 * i] + values[2 * i + 1]) / 2;
    }
    size = CAPACITY / 2;
    stride *= 2;
  }

  /** Forgets what came at or after a step: its checkpoint was reloaded. */
  void backTo(long step) {
    while (size > 0 && steps[size - 1] >= step) {
      size--;
    }
    empty();
  }

  int size() {
    return size;
  }

  /** Rows for which a point stands. */
  int stride() {
    return stride;
  }

  long step(int i) {
    return steps[i];
  }

  double area(int i) {
    return areas[i];
  }

  double value(int i) {
    return values[i];
  }

  double last() {
    return values[size - 1];
  }

  double lowest() {
    return Arrays.stream(values, 0, size).min().orElse(Double.POSITIVE_INFINITY);
  }

  /** First point of those at or after a step. */
  int firstFrom(long step) {
    int i = 0;
    while (i < size && steps[i] < step) {
      i++;
    }
    return i;
  }

  /** Steps from point to point, the median of the last eight. */
  double spacing() {
    int n = Math.min(8, size - 1);
    if (n < 1) {
      return 1;
    }
    double[] gaps = new double[n];
    for (int i = 0; i < n; i++) {
      gaps[i] = steps[size - 1 - i] - steps[size - 2 - i];
    }
    return Math.max(1, Robust.median(gaps, n));
  }

  void write(StateWriter out) {
    out.number(stride);
    out.number(filled);
    out.real(sum);
    out.real(areaSum);
    out.real(stepSum);
    out.number(size);
    for (int i = 0; i < size; i++) {
      out.number(steps[i]);
      out.real(areas[i]);
      out.real(values[i]);
    }
  }

  static CurveMemory read(StateReader in) {
    CurveMemory memory = new CurveMemory(in.count());
    memory.filled = in.count();
    memory.sum = in.real();
    memory.areaSum = in.real();
    memory.stepSum = in.real();
    memory.size = in.count();
    for (int i = 0; i < memory.size; i++) {
      memory.steps[i] = in.number();
      memory.areas[i] = in.real();
      memory.values[i] = in.real();
    }
    return memory;
  }
}
