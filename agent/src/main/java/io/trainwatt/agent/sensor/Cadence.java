package io.trainwatt.agent.sensor;

import java.time.Duration;
import java.util.Optional;

/**
 * When a sensor wants to be read.
 *
 * @param interval how long between two readings; absent: at each tick of the agent
 */
public record Cadence(Optional<Duration> interval) {
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** Once a tick, together with all others that are read so: right for counters and models. */
  public static final Cadence AT_TICK = new Cadence(Optional.empty());

  /**
   * @throws IllegalArgumentException if the interval is outside 10 ms to 10 min
   */
  public Cadence {
    if (interval.isPresent()
        && (interval.get().compareTo(SHORTEST) < 0 || interval.get().compareTo(LONGEST) > 0)) {
      throw new IllegalArgumentException(
          "a sensor is read every 10 ms to 10 min, not every " + interval.get());
    }
  }

  /**
   * At a pace of its own: gauges 50 ms to 100 ms, slow meters 5 s to 10 s. The agent varies each
   * interval a little, so that no periodic load is seen at the same phase for ever.
   */
  public static Cadence every(Duration interval) {
    return new Cadence(Optional.of(interval));
  }
}
