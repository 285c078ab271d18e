package io.trainwatt.agent.progress;

/**
 * Who reports progress: one process speaking for one rank of a run in one way.
 *
 * @param run id of the run
 * @param rank of the whole job, from 0
 * @param source "hook", "console", ...
 * @param pid of the process, as it knows itself
 */
public record Sender(String run, int rank, String source, long pid) {

  /**
   * @throws IllegalArgumentException if the run or source is empty or a number is negative
   */
  public Sender {
    if (run.isEmpty() || source.isEmpty()) {
      throw new IllegalArgumentException("run and source have a name");
    }
    if (rank < 0 || pid < 0) {
      throw new IllegalArgumentException("rank and pid are not negative");
    }
  }
}
