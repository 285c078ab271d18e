package io.trainwatt.events.codec;

import java.io.Serial;

/** Bytes that are no valid record of their topic. The message names the field and the fault. */
public final class MalformedRecord extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String cause;

  /**
   * @param cause the dead letter's short word: {@code undecodable} or {@code invalid}
   */
  MalformedRecord(String cause, String detail) {
    super(detail);
    this.cause = cause;
  }

  /** The dead letter's short word: {@code undecodable} (no Protobuf) or {@code invalid}. */
  public String causeWord() {
    return cause;
  }

  /** What is wrong, naming the field. */
  public String detail() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
