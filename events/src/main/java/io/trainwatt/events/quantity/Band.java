package io.trainwatt.events.quantity;

/**
 * An energy and half the width of its band of uncertainty (k = 2, about 95 %).
 *
 * @param energy what was measured
 * @param plusMinus half the width, in the same unit
 */
public record Band(Energy energy, Energy plusMinus) {
  /** Nothing measured, nothing uncertain. */
  public static final Band ZERO = new Band(Energy.ZERO, Energy.ZERO);
}
