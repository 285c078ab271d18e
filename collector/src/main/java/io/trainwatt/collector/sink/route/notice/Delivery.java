package io.trainwatt.collector.sink.route.notice;

import java.time.Duration;
import java.util.Optional;

/** What became of an attempt to bring a notice. */
public sealed interface Delivery {

  /**
   * The receiver has it.
   *
   * @param remark what went wrong beside that, such as one of several replicas that is away
   */
  record Delivered(Optional<String> remark) implements Delivery {}

  /** The receiver will never take it as it is. */
  record Refused(String reason) implements Delivery {}

  /**
   * It is not known to have arrived, and the same may succeed later.
   *
   * @param retryAfter how long the receiver asked to be left alone
   */
  record Unavailable(String reason, Optional<Duration> retryAfter) implements Delivery {}

  /** It arrived and all is well. */
  static Delivery delivered() {
    return new Delivered(Optional.empty());
  }

  /** Try again later. */
  static Delivery unavailable(String reason) {
    return new Unavailable(reason, Optional.empty());
  }
}
