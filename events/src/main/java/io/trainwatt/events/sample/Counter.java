package io.trainwatt.events.sample;

import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;

/**
 * One cumulative counter of a device: what one user used in one quality since the device's epoch
 * began. Only grows.
 *
 * @param energy all of it, {@code bridged} included
 * @param bridged the part that the hardware counted while nobody was reading
 * @param filled an estimate of what a gauge missed; in no total
 */
public record Counter(User user, Quality quality, Energy energy, Energy bridged, Energy filled) {

  /**
   * @throws IllegalArgumentException if more is bridged than was used
   */
  public Counter {
    if (bridged.compareTo(energy) > 0) {
      throw new IllegalArgumentException("counter.bridged is more than counter.energy");
    }
  }

  /** A counter with nothing bridged or filled. */
  public static Counter of(User user, Quality quality, Energy energy) {
    return new Counter(user, quality, energy, Energy.ZERO, Energy.ZERO);
  }
}
