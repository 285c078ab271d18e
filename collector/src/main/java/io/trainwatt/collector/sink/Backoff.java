package io.trainwatt.collector.sink;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How long a sink waits after a failure: twice as long each time, up to a cap, jittered. */
public final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final RandomGenerator random;
  private Duration next = FIRST;

  /** One that has seen no failure. */
  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The wait after one more failure; what the server asked for where that is longer. */
  public Duration next(Optional<Duration> asked) {
    long jittered = (long) (next.toMillis() * random.nextDouble(0.8, 1.2));
    Duration own = Duration.ofMillis(jittered);
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    return asked.filter(wanted -> wanted.compareTo(own) > 0).orElse(own);
  }

  /** After a success. */
  public void reset() {
    next = FIRST;
  }
}
