package io.trainwatt.pipeline.watch;

import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;

/**
 * Whether something is held to be wrong, since when, and what was used in vain since then. It takes
 * more to begin than to go on, so that nothing flaps. Not thread-safe.
 */
final class Held {
  private boolean wrong;
  private long sinceWallMicros;
  private long wastedMicrojoules;

  /**
   * Says how it looks now.
   *
   * @param begins whether that is enough to begin
   * @param goesOn whether it is enough to go on
   * @param wasted until now, if it begins
   */
  void look(boolean begins, boolean goesOn, long since, long wasted) {
    if (!wrong && begins) {
      wrong = true;
      sinceWallMicros = since;
      wastedMicrojoules = wasted;
    } else if (wrong && !goesOn) {
      wrong = false;
    }
  }

  /** More was used in vain, if it is wrong. */
  void waste(long microjoules) {
    wastedMicrojoules += wrong ? microjoules : 0;
  }

  boolean wrong() {
    return wrong;
  }

  long sinceWallMicros() {
    return sinceWallMicros;
  }

  long wastedMicrojoules() {
    return wastedMicrojoules;
  }

  void write(StateWriter out) {
    out.flag(wrong);
    out.number(sinceWallMicros);
    out.number(wastedMicrojoules);
  }

  void read(StateReader in) {
    wrong = in.flag();
    sinceWallMicros = in.number();
    wastedMicrojoules = in.number();
  }
}
