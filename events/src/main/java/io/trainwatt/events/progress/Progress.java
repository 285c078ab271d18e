package io.trainwatt.events.progress;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How far one rank of a run is.
 *
 * @param sequence grows by one per run and node
 * @param monotonicNanos CLOCK_MONOTONIC of the node, within {@code boot}
 * @param wallMicros the same instant on the node's wall clock
 * @param source "hook", "console", ...
 * @param step the framework's own step: a gauge that may fall back at a resume
 * @param plannedSteps the last step the run means to take
 */
public record Progress(
    String run,
    String node,
    String boot,
    long sequence,
    long monotonicNanos,
    long wallMicros,
    int rank,
    int worldSize,
    Scope scope,
    String source,
    OptionalLong step,
    Work work,
    Optional<Loss> loss,
    Optional<Loss> validationLoss,
    OptionalDouble learningRate,
    Phase phase,
    OptionalLong plannedSteps,
    OptionalLong parameters,
    OptionalLong activeParameters,
    OptionalDouble epoch) {

  /**
   * @throws IllegalArgumentException if an id is missing or a number is out of its range
   */
  public Progress {
    if (run.isEmpty()) {
      throw new IllegalArgumentException("run is empty");
    }
    if (node.isEmpty()) {
      throw new IllegalArgumentException("node is empty");
    }
    if (sequence < 0) {
      throw new IllegalArgumentException("sequence is negative: " + sequence);
    }
    if (rank < 0) {
      throw new IllegalArgumentException("rank is negative: " + rank);
    }
  }
}
