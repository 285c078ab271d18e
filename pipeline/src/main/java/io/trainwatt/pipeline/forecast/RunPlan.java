package io.trainwatt.pipeline.forecast;

import java.util.OptionalLong;

/**
 * What a run means to do.
 *
 * @param lastStep the step it means to end at
 * @param schedule of its learning rate
 */
public record RunPlan(OptionalLong lastStep, Schedule schedule) {
  /**
   * @throws IllegalArgumentException if the last step is not above 0
   */
  public RunPlan {
    if (lastStep.isPresent() && lastStep.getAsLong() < 1) {
      throw new IllegalArgumentException("last step must be above 0: " + lastStep.getAsLong());
    }
  }
}
