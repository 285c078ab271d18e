package io.trainwatt.agent.progress.reading;

import io.trainwatt.agent.progress.update.Update;
import java.util.function.Consumer;

/**
 * One file or output of one format, read as it grows. It is given what was written, in order and in
 * pieces of any size, and keeps no more than the beginning of one line or record. Used by one
 * thread.
 */
public interface Reading {

  /**
   * Takes the next bytes.
   *
   * @param updates takes what they say
   * @return how many bytes behind these hold nothing of use and need not be read
   */
  long feed(byte[] bytes, int offset, int length, Consumer<Update> updates);

  /** Nothing more is coming: what stands without its end is a line too. */
  void finish(Consumer<Update> updates);

  /** Bytes taken that are not yet a whole line or record. */
  long pendingBytes();

  /** What comes next is from another place of the content; it may begin amidst a line or record. */
  void jumped();

  /** The content begins anew: it was truncated or replaced. */
  void restarted();

  /** Whether the beginning of the content must be fed before what stands further on. */
  default boolean needsHead() {
    return false;
  }

  /** What became of all that was taken. */
  ReadingCount count();
}
