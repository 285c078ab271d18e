package io.trainwatt.collector.grid;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/** A provider gave no answer, or none that can be used. */
final class SourceFailed extends Exception {
  @Serial private static final long serialVersionUID = 1L;
  private final String reason;
  private final transient Optional<Duration> retryAfter;

  /**
   * @param reason a short fixed word: it is counted by it
   * @param detail what exactly, never a key
   * @param retryAfter when the server wants to be asked again
   */
  SourceFailed(String reason, String detail, Optional<Duration> retryAfter) {
    super(detail);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  SourceFailed(String reason, String detail) {
    this(reason, detail, Optional.empty());
  }

  String reason() {
    return reason;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
