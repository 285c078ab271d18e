package io.trainwatt.cli.stack;

/** Hears how a stack comes up. */
@FunctionalInterface
public interface StackProgress {
  /**
   * Something changed.
   *
   * @param line for a reader
   */
  void said(String line);
}
