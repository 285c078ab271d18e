package io.trainwatt.agent.publish.kafka;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Whether the broker answers. Says so in the log once for each change. Thread-safe. */
final class Reachability {

  private static final System.Logger LOG = System.getLogger(Reachability.class.getName());
  private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

  private enum State {
    UNKNOWN,
    REACHABLE,
    LOST
  }

  private final String servers;
  private final LongSupplier nanoTime;
  private State state = State.UNKNOWN;

  Reachability(String servers, LongSupplier nanoTime) {
    this.servers = servers;
    this.nanoTime = nanoTime;
  }

  long now() {
    return nanoTime.getAsLong();
  }

  synchronized boolean isReachable() {
    return state == State.REACHABLE;
  }

  synchronized boolean isLost() {
    return state == State.LOST;
  }

  /** It acknowledged a record. */
  synchronized void heard() {
    if (state != State.REACHABLE) {
      LOG.log(System.Logger.Level.INFO, "Kafka at {0} takes our records", servers);
      state = State.REACHABLE;
    }
  }

  /** A record failed. */
  synchronized void lost(Exception failure) {
    String message = failure.getMessage();
    lost(message == null ? failure.getClass().getSimpleName() : message);
  }

  private void lost(String why) {
    if (state != State.LOST) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Kafka at {0} does not take our records ({1}); they wait in the spool and it is tried"
              + " for ever",
          servers,
          why);
      state = State.LOST;
    }
  }

  /** Nothing has come back since the oldest record went out. */
  synchronized void check(OptionalLong oldestSentNanos) {
    if (oldestSentNanos.isPresent()
        && nanoTime.getAsLong() - oldestSentNanos.getAsLong() > PATIENCE_NANOS) {
      lost("no answer for " + PATIENCE_NANOS / 1_000_000_000 + " s");
    }
  }
}
