package io.trainwatt.events.node;

import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import java.util.List;
import java.util.Optional;

/**
 * What a device is and how it is read.
 *
 * @param model what it calls itself
 * @param source where it is read: "powercap", "nvml", "model"
 * @param inTotalReason why it is, or is not, in the node's total
 * @param powerBound no draw can exceed it
 * @param method method, coefficients and where they come from, for a reader
 */
public record DeviceFacts(
    String device,
    Component component,
    String model,
    String source,
    boolean inTotal,
    String inTotalReason,
    Optional<Power> powerBound,
    List<Quality> qualities,
    String method) {
  public DeviceFacts {
    qualities = List.copyOf(qualities);
  }
}
