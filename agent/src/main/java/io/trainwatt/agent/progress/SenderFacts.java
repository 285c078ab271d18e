package io.trainwatt.agent.progress;

import io.trainwatt.events.progress.Scope;
import java.util.OptionalLong;

/**
 * What a sender says of itself once.
 *
 * @param worldSize ranks of the whole job, 1 when it does not say
 * @param scope whose work it counts
 * @param plannedSteps the last step the run means to take
 * @param parameters of the model
 * @param activeParameters of the model for one token
 */
public record SenderFacts(
    int worldSize,
    Scope scope,
    OptionalLong plannedSteps,
    OptionalLong parameters,
    OptionalLong activeParameters) {

  /** A single rank that says nothing. */
  public static final SenderFacts PLAIN =
      new SenderFacts(
          1, Scope.RANK, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

  /**
   * @throws IllegalArgumentException if the world has no rank
   */
  public SenderFacts {
    if (worldSize < 1) {
      throw new IllegalArgumentException("world_size is below 1: " + worldSize);
    }
  }
}
