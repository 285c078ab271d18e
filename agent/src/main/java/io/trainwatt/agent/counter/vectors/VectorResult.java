package io.trainwatt.agent.counter.vectors;

import java.nio.file.Path;
import java.util.Optional;

/** What became of one vector, or of a file that holds none. */
public sealed interface VectorResult {
  /** Where it was read. */
  Path file();

  /** Its name, or its position in the file where it has none; absent for a file as a whole. */
  Optional<String> name();

  /** The agent's counter says exactly what the vector expects. */
  record Equal(Path file, Optional<String> name, Meaning actual) implements VectorResult {}

  /** It does not; how far off it is, is {@code actual.minus(expected)}. */
  record Differs(Path file, Optional<String> name, Meaning expected, Meaning actual)
      implements VectorResult {}

  /**
   * It could not be run.
   *
   * @param problem the field and what it should be
   */
  record Invalid(Path file, Optional<String> name, String problem) implements VectorResult {}
}
