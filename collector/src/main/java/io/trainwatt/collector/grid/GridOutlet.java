package io.trainwatt.collector.grid;

import org.jspecify.annotations.Nullable;

/** Where events are written: the topic, or a test's list. */
interface GridOutlet {
  /**
   * Writes a record and returns when it is safe.
   *
   * @param value absent to take back what the key said
   * @throws SourceFailed if it was not taken; it is tried again at the next turn
   */
  void write(String key, byte @Nullable [] value) throws SourceFailed, InterruptedException;
}
