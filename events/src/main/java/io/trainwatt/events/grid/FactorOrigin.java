package io.trainwatt.events.grid;

/** Where a factor comes from, best first: the first that has one for a time is used. */
public enum FactorOrigin {
  /** A service that says what the grid does, or a publisher that does not say. */
  LIVE,
  /** A file that somebody keeps. */
  FILE,
  /** A yearly mean. */
  STATIC
}
