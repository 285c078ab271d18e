package io.trainwatt.pipeline.watch;

import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;

/** The phase a run is in, as its lowest rank says it, and whether it gets on. Not thread-safe. */
final class Phased {
  // Who said nothing for so long is in no phase that we know of.
  private static final long STALE_MICROS = 120_000_000;

  private int rank = Integer.MAX_VALUE;
  private Phase phase = Phase.TRAINING;
  private long saidWallMicros;

  void observe(Progress progress) {
    if (progress.rank() <= rank) {
      rank = progress.rank();
      phase = progress.phase();
    }
    saidWallMicros = Math.max(saidWallMicros, progress.wallMicros());
  }

  boolean is(Phase asked) {
    return phase == asked;
  }

  /** Steps are being taken, or data for them waited for. */
  boolean trains() {
    return phase == Phase.TRAINING || phase == Phase.DATA_WAIT;
  }

  /** Whether any rank has said something lately. */
  boolean getsOn(long wallMicros) {
    return saidWallMicros > 0 && wallMicros - saidWallMicros <= STALE_MICROS;
  }

  void write(StateWriter out) {
    out.number(rank);
    out.text(phase.name());
    out.number(saidWallMicros);
  }

  void read(StateReader in) {
    rank = in.count();
    phase = Phase.valueOf(in.text());
    saidWallMicros = in.number();
  }
}
