package io.trainwatt.agent.discovery;

import java.util.Optional;

/** Which processes are of a run already. */
public interface Members {
  /** The run of a process, its own or that of an ancestor. */
  Optional<String> runOf(long pid);

  /** Whether there is a run of that id, and it lives. */
  boolean lives(String run);
}
