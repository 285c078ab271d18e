package io.trainwatt.pipeline.account;

import io.trainwatt.events.progress.Work;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.OptionalLong;

/** Arithmetic of {@link Work}, kind by kind; a kind is present where either side has it. Pure. */
final class WorkSum {
  private WorkSum() {}

  private interface Kind {
    OptionalLong of(OptionalLong a, OptionalLong b);
  }

  /** The higher of each kind. */
  static Work highest(Work a, Work b) {
    return each(
        a,
        b,
        (x, y) -> {
          if (x.isEmpty() || y.isEmpty()) {
            return x.isEmpty() ? y : x;
          }
          return x.getAsLong() >= y.getAsLong() ? x : y;
        });
  }

  /** What {@code after} is more than {@code before}; absent where {@code after} is. */
  static Work growth(Work before, Work after) {
    return each(
        before,
        after,
        (x, y) ->
            y.isEmpty()
                ? y
                : OptionalLong.of(Math.max(0, y.getAsLong() - (x.isEmpty() ? 0 : x.getAsLong()))));
  }

  /** Kinds of {@code first}, and of {@code second} where the first lacks them. */
  static Work orElse(Work first, Work second) {
    return each(first, second, (x, y) -> x.isPresent() ? x : y);
  }

  private static Work each(Work a, Work b, Kind kind) {
    return new Work(
        kind.of(a.steps(), b.steps()),
        kind.of(a.tokens(), b.tokens()),
        kind.of(a.samples(), b.samples()),
        kind.of(a.gigaflops(), b.gigaflops()));
  }

  static void write(Work work, StateWriter out) {
    write(work.steps(), out);
    write(work.tokens(), out);
    write(work.samples(), out);
    write(work.gigaflops(), out);
  }

  static Work read(StateReader in) {
    return new Work(readLong(in), readLong(in), readLong(in), readLong(in));
  }

  /** An absent number takes one byte. */
  static void write(OptionalLong value, StateWriter out) {
    out.flag(value.isPresent());
    if (value.isPresent()) {
      out.number(value.getAsLong());
    }
  }

  static OptionalLong readLong(StateReader in) {
    return in.flag() ? OptionalLong.of(in.number()) : OptionalLong.empty();
  }
}
