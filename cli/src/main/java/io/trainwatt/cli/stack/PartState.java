package io.trainwatt.cli.stack;

import java.util.OptionalLong;

/**
 * How one part is.
 *
 * @param health whether it lives and answers
 * @param pid of its process, where it lives
 * @param detail one line for a reader
 */
public record PartState(Part part, Health health, OptionalLong pid, String detail) {
  /** How it is. */
  public enum Health {
    /** Lives and answers. */
    UP,
    /** Lives and does not answer. */
    SILENT,
    /** Was started and lives no more, though nobody ended it. */
    CRASHED,
    /** Not started, or ended by {@code down}. */
    DOWN
  }
}
