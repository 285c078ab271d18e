package io.trainwatt.pipeline.account;

import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.run.RunFacts;
import io.trainwatt.pipeline.stage.Refused;
import java.time.Instant;
import java.util.OptionalDouble;

/** Refuses progress that is well formed and cannot be true of its run. Pure. */
final class Plausible {
  private static final double HIGHEST_RATE = 1e9;
  // Clocks of nodes differ. One that is so far before its own run is wrong.
  private static final long CLOCK_MICROS = 3_600_000_000L;

  private Plausible() {}

  static void check(Progress progress, RunBook book) throws Refused {
    RunFacts row = book.rows().get(progress.node());
    if (row != null && progress.wallMicros() < row.startedWallMicros() - CLOCK_MICROS) {
      throw new Refused(
          "clock behind",
          "%s is over an hour before the run began: set the clock of %s"
              .formatted(Instant.ofEpochMilli(progress.wallMicros() / 1_000), progress.node()));
    }
    OptionalDouble rate = progress.learningRate();
    // Written so that no number, too, is refused.
    if (rate.isPresent() && !(rate.getAsDouble() >= 0 && rate.getAsDouble() <= HIGHEST_RATE)) {
      throw new Refused("invalid", "learning_rate must be from 0 to 1e9: " + rate.getAsDouble());
    }
  }
}
