package io.trainwatt.events.grid;

/** What an intensity counts. */
public enum EmissionBasis {
  /** Stack emissions only. */
  DIRECT,
  /** With fuel supply and construction. */
  LIFECYCLE
}
