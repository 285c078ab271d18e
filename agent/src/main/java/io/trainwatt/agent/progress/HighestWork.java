package io.trainwatt.agent.progress;

import io.trainwatt.events.progress.Work;
import java.util.OptionalLong;

/** The highest values one sender has reported: what is new is what passes them. */
final class HighestWork {

  private Work highest;

  HighestWork(Work highest) {
    this.highest = highest;
  }

  Work highest() {
    return highest;
  }

  /** Work that was not known before; a kind is present where the sender says it. */
  Work growth(Work reported) {
    Work growth =
        new Work(
            growth(highest.steps(), reported.steps()),
            growth(highest.tokens(), reported.tokens()),
            growth(highest.samples(), reported.samples()),
            growth(highest.gigaflops(), reported.gigaflops()));
    highest = highest.plus(growth);
    return growth;
  }

  private static OptionalLong growth(OptionalLong highest, OptionalLong reported) {
    if (reported.isEmpty()) {
      return reported;
    }
    return OptionalLong.of(Math.max(0, reported.getAsLong() - highest.orElse(0)));
  }
}
