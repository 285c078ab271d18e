package io.trainwatt.collector.live.compare;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One run of a comparison.
 *
 * @param group the way of training it stands for
 * @param bestLoss absent where it told none: then it is compared by nothing
 * @param toTarget what it had used when the loss was first as low as the target; absent where it
 *     never was
 * @param totalMicrojoules all it used
 * @param plusMinusMicrojoules half the band of that, k = 2
 * @param onFront no other run used less and came to a lower loss
 */
public record ComparedRun(
    String id,
    String name,
    String group,
    Map<String, String> labels,
    String state,
    OptionalDouble firstLoss,
    OptionalDouble bestLoss,
    Optional<ToTarget> toTarget,
    long totalMicrojoules,
    long plusMinusMicrojoules,
    double totalSeconds,
    Optional<Double> totalGrams,
    OptionalDouble totalMoney,
    boolean onFront) {

  /**
   * What it took.
   *
   * @param grams location-based CO2, at the run's mean intensity
   * @param money in the comparison's currency, at the run's mean price
   * @param seconds from the run's first energy
   */
  public record ToTarget(
      long microjoules,
      double seconds,
      Optional<Double> grams,
      OptionalDouble money,
      OptionalLong steps,
      OptionalLong tokens) {}
}
