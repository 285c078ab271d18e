package io.trainwatt.events.node;

/**
 * What it took to make a node, cradle to gate, and how long it serves.
 *
 * @param milligrams of CO2e, the whole node
 */
public record EmbodiedHardware(long milligrams, long lifetimeSeconds) {
  /**
   * @throws IllegalArgumentException naming what is out of its range
   */
  public EmbodiedHardware {
    if (milligrams < 0) {
      throw new IllegalArgumentException("embodied.milligrams is out of range: " + milligrams);
    }
    if (lifetimeSeconds <= 0) {
      throw new IllegalArgumentException(
          "embodied.lifetime_seconds is not positive: " + lifetimeSeconds);
    }
  }
}
