package io.trainwatt.events.sample;

/** Who used a part of a device's energy. */
public sealed interface User {

  /**
   * A run that is listed in the same sample.
   *
   * @param run its id
   */
  record OfRun(String run) implements User {
    public OfRun {
      Require.text("counter.run", run);
    }
  }

  /** What no listed run used. */
  enum Remainder implements User {
    /** Used by no run. */
    UNATTRIBUTED,
    /** Of runs no longer listed; its growth is never credited to anyone. */
    RETIRED
  }
}
