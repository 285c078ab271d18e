package io.trainwatt.pipeline;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The cluster did not answer in time, or refused. The message says what was asked of it. */
public final class TopicsUnavailable extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  TopicsUnavailable(String asked, @Nullable Throwable cause) {
    super("the Kafka cluster could not " + asked + ": " + reason(cause), cause);
  }

  private static String reason(@Nullable Throwable cause) {
    if (cause == null) {
      return "no reason given";
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
