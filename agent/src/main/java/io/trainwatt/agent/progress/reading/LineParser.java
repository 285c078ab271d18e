package io.trainwatt.agent.progress.reading;

import io.trainwatt.agent.progress.update.Update;
import java.util.Optional;

/** Understands lines of one content, in their order; what it remembers is of earlier lines. */
public interface LineParser {

  /**
   * What a line says about progress, if anything.
   *
   * @param line without its end
   */
  Optional<Update> line(String line);

  /** The content begins anew. */
  default void restarted() {}

  /** Why a line that says nothing was left out. */
  default String silence() {
    return "tells no progress";
  }

  /** Whether the first line explains the others. */
  default boolean needsHead() {
    return false;
  }
}
