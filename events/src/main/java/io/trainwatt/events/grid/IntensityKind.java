package io.trainwatt.events.grid;

/** What an intensity is the mean of. */
public enum IntensityKind {
  AVERAGE,
  MARGINAL,
  RESIDUAL_MIX,
  CONTRACT
}
