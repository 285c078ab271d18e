package io.trainwatt.collector.sink.influx;

import java.time.Duration;
import java.util.Optional;

/** What became of a request to write. */
sealed interface WriteResult {

  /** The server has the lines. */
  record Written() implements WriteResult {}

  /** The server will never take them as they are; it may have taken some. */
  record Refused(String reason) implements WriteResult {}

  /**
   * Nothing is known to be written, and the same request may succeed later.
   *
   * @param retryAfter how long the server asked to be left alone
   */
  record Unavailable(String reason, Optional<Duration> retryAfter) implements WriteResult {}
}
