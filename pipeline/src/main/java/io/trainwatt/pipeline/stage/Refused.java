package io.trainwatt.pipeline.stage;

import java.io.Serial;

/** A record that is well formed and still must not be used. Nothing was changed by it. */
public final class Refused extends Exception {
  @Serial private static final long serialVersionUID = 1L;
  private final String cause;

  /**
   * @param cause the dead letter's short word
   * @param detail what exactly, for a reader
   */
  public Refused(String cause, String detail) {
    super(detail, null, false, false);
    this.cause = cause;
  }

  /** The dead letter's short word. */
  public String causeWord() {
    return cause;
  }

  /** What exactly, for a reader. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
