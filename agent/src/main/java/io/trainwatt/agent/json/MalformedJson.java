package io.trainwatt.agent.json;

import java.io.Serial;

/** Text that is no JSON object, or a field of the wrong type. The message names the field. */
public final class MalformedJson extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param detail what is wrong, naming the field
   */
  public MalformedJson(String detail) {
    super(detail);
  }

  /** What is wrong, naming the field. */
  public String detail() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
