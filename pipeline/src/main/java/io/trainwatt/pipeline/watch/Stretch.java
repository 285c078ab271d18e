package io.trainwatt.pipeline.watch;

import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.time.Duration;
import java.util.Arrays;

/**
 * Sums over the newest stretch of event time, in parts of which the oldest falls off as a new one
 * begins. A stretch that nobody saw for its whole length begins anew. Not thread-safe.
 */
final class Stretch {
  private final long partMicros;
  private final int sums;
  private final long[][] parts;
  private boolean any;
  private long newest;
  private long first;

  /** So long, in so many parts, of so many sums. */
  Stretch(Duration length, int parts, int sums) {
    this.partMicros = length.toNanos() / 1_000 / parts;
    this.sums = sums;
    this.parts = new long[parts][sums];
  }

  /** What is added from here on is of this time; an earlier one counts as the newest. */
  void at(long wallMicros) {
    long part = wallMicros / partMicros;
    if (!any || part - newest > parts.length) {
      clear();
      any = true;
      first = part;
      newest = part;
      return;
    }
    while (newest < part) {
      newest++;
      Arrays.fill(parts[slot(newest)], 0);
    }
  }

  private int slot(long part) {
    return (int) Math.floorMod(part, (long) parts.length);
  }

  void add(int which, long value) {
    parts[slot(newest)][which] += value;
  }

  long sum(int which) {
    long sum = 0;
    for (long[] part : parts) {
      sum += part[which];
    }
    return sum;
  }

  /** One sum over another; 0 where that is 0. */
  double share(int which, int of) {
    long whole = sum(of);
    return whole == 0 ? 0 : (double) sum(which) / whole;
  }

  /** Whether it was looked at for its whole length. */
  boolean full() {
    return any && newest - first >= parts.length;
  }

  /** Event time of its beginning. */
  long sinceWallMicros() {
    return Math.max(first, newest - parts.length + 1) * partMicros;
  }

  void clear() {
    for (long[] part : parts) {
      Arrays.fill(part, 0);
    }
    any = false;
  }

  void write(StateWriter out) {
    out.flag(any);
    out.number(newest);
    out.number(first);
    for (long[] part : parts) {
      for (int i = 0; i < sums; i++) {
        out.number(part[i]);
      }
    }
  }

  void read(StateReader in) {
    any = in.flag();
    newest = in.number();
    first = in.number();
    for (long[] part : parts) {
      for (int i = 0; i < sums; i++) {
        part[i] = in.number();
      }
    }
  }
}
