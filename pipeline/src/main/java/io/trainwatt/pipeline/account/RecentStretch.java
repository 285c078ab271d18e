package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.Activity;
import io.trainwatt.events.progress.Work;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Optional;

/**
 * The newest stretch of training that is long enough for figures of its own, so that a counter's
 * refresh and a gauge's averaging wash out: 30 s, or 10 steps in at least 10 s. A stretch holds
 * training and waiting for data alone; stretches follow each other and do not overlap. Not
 * thread-safe.
 */
final class RecentStretch {
  private static final long LONG_MICROS = 30_000_000;
  private static final long SHORT_MICROS = 10_000_000;
  private static final long STEPS = 10;

  /** What lies between two times. */
  record Part(long fromWallMicros, long toWallMicros, Used used, Work work) {}

  private record Anchor(long wallMicros, Used used, Work work) {}

  private Optional<Anchor> anchor = Optional.empty();
  private Optional<Part> newest = Optional.empty();

  /**
   * Takes a boundary.
   *
   * @param before what the run did up to it
   * @param now what it does from it on
   * @param used up to it
   * @param work up to it
   */
  void take(Activity before, Activity now, long wallMicros, Used used, Work work) {
    if (anchor.isPresent() && isTraining(before)) {
      Anchor from = anchor.get();
      Work done = WorkSum.growth(from.work, work);
      long micros = wallMicros - from.wallMicros;
      if (micros >= LONG_MICROS || (micros >= SHORT_MICROS && done.steps().orElse(0) >= STEPS)) {
        newest = Optional.of(new Part(from.wallMicros, wallMicros, used.minus(from.used), done));
        anchor = Optional.empty();
      }
    } else {
      anchor = Optional.empty();
    }
    if (anchor.isEmpty() && isTraining(now)) {
      anchor = Optional.of(new Anchor(wallMicros, used, work));
    }
  }

  private static boolean isTraining(Activity activity) {
    return activity == Activity.TRAINING || activity == Activity.DATA_WAIT;
  }

  RecentStretch copy() {
    RecentStretch copy = new RecentStretch();
    copy.anchor = anchor;
    copy.newest = newest;
    return copy;
  }

  Optional<Part> newest() {
    return newest;
  }

  void write(StateWriter out) {
    out.flag(anchor.isPresent());
    anchor.ifPresent(
        from -> {
          out.number(from.wallMicros);
          from.used.write(out);
          WorkSum.write(from.work, out);
        });
    out.flag(newest.isPresent());
    newest.ifPresent(
        part -> {
          out.number(part.fromWallMicros);
          out.number(part.toWallMicros);
          part.used.write(out);
          WorkSum.write(part.work, out);
        });
  }

  static RecentStretch read(StateReader in) {
    RecentStretch recent = new RecentStretch();
    if (in.flag()) {
      recent.anchor = Optional.of(new Anchor(in.number(), Used.read(in), WorkSum.read(in)));
    }
    if (in.flag()) {
      recent.newest =
          Optional.of(new Part(in.number(), in.number(), Used.read(in), WorkSum.read(in)));
    }
    return recent;
  }
}
