package io.trainwatt.events.quantity;

/** Where a joule came from, from best to weakest. The order is part of the contract. */
public enum Quality {
  /** A hardware energy counter. */
  COUNTED,
  /** A power gauge integrated over monotonic time. */
  INTEGRATED,
  /** A model: utilisation, thermal design power, duty cycle. */
  MODELLED
}
