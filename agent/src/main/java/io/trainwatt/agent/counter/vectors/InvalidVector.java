package io.trainwatt.agent.counter.vectors;

/** A vector, or a whole file, that cannot be run; the message names the field and what it wants. */
final class InvalidVector extends Exception {
  private static final long serialVersionUID = 1L;

  InvalidVector(String problem) {
    super(problem);
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
