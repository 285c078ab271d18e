package io.trainwatt.agent.control;

import java.io.Serial;

/** A line that cannot be used. The message is for its sender. */
public final class Unusable extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence naming the field
   */
  public Unusable(String message) {
    super(message);
  }

  /** One sentence for the sender. */
  public String sentence() {
    String message = getMessage();
    return message == null ? "the line cannot be used" : message;
  }
}
