package io.trainwatt.events.account;

/** By which rule grams are counted. Methods stand side by side and are never netted. */
public enum CarbonMethod {
  /** GHG Protocol Scope 2: the mean of the grid where the node stands. */
  LOCATION_BASED,
  /** GHG Protocol Scope 2: what was contracted. */
  MARKET_BASED,
  /** What one more kilowatt-hour would have emitted: for decisions, never for accounts. */
  MARGINAL,
  /** Making the hardware, by SCI. */
  EMBODIED,
  /** As market-based, of contracts that are matched within the hour alone. */
  MARKET_BASED_HOURLY
}
