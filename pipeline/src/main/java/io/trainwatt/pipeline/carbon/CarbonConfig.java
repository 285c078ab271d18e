package io.trainwatt.pipeline.carbon;

import io.trainwatt.events.grid.EmissionBasis;
import java.time.Duration;

/**
 * How energy meets grid factors.
 *
 * @param basis preferred where the same origin has both
 * @param carry how long the last known intensity stands in after its interval ended
 * @param keep how long energy is kept by time, so that corrections reach it
 */
public record CarbonConfig(EmissionBasis basis, Duration carry, Duration keep) {
  /** What is good without any setting. */
  public static final CarbonConfig DEFAULT =
      new CarbonConfig(EmissionBasis.LIFECYCLE, Duration.ofHours(6), Duration.ofDays(45));

  /**
   * @throws IllegalArgumentException naming what is out of its range
   */
  public CarbonConfig {
    if (carry.isNegative() || carry.compareTo(Duration.ofDays(7)) > 0) {
      throw new IllegalArgumentException("grid.carry must be 0 to 7 days: " + carry);
    }
    if (keep.toDays() < 1 || keep.toDays() > 3_660) {
      throw new IllegalArgumentException("grid.keep must be 1 to 3660 days: " + keep);
    }
  }
}
