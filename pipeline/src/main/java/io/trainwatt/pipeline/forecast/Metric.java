package io.trainwatt.pipeline.forecast;

import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;

/** One loss of a run: its curve, its first value and its best. Not thread-safe. */
final class Metric {
  private CurveMemory memory = new CurveMemory(1);
  private boolean begun;
  private double first;
  private double best;
  private long bestStep;
  private double last;
  private int sameInARow;

  /** Before anything was learnt. */
  void start(double value) {
    if (!begun) {
      begun = true;
      first = value;
      best = value;
      last = value;
    }
  }

  /** Each point is to stand for so many rows; only while there is none. */
  void coarsen(int rows) {
    if (memory.size() == 0) {
      memory = new CurveMemory(rows);
    }
  }

  void add(long step, double area, double value) {
    start(value);
    sameInARow = value == last ? sameInARow + 1 : 0;
    last = value;
    if (memory.add(step, area, value)) {
      double lowest = memory.stride() == 1 ? value : memory.last();
      if (lowest < best) {
        best = lowest;
        bestStep = memory.step(memory.size() - 1);
      }
    }
  }

  /** Rows in a row with the very same value. */
  int sameInARow() {
    return sameInARow;
  }

  boolean begun() {
    return begun;
  }

  double first() {
    return first;
  }

  double best() {
    return best;
  }

  long bestStep() {
    return bestStep;
  }

  double last() {
    return last;
  }

  CurveMemory memory() {
    return memory;
  }

  void write(StateWriter out) {
    memory.write(out);
    out.flag(begun);
    out.real(first);
    out.real(best);
    out.number(bestStep);
    out.real(last);
    out.number(sameInARow);
  }

  void read(StateReader in) {
    memory = CurveMemory.read(in);
    begun = in.flag();
    first = in.real();
    best = in.real();
    bestStep = in.number();
    last = in.real();
    sameInARow = in.count();
  }
}
