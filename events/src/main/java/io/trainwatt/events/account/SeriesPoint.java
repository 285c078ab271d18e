package io.trainwatt.events.account;

import io.trainwatt.events.quantity.Energy;
import java.util.List;
import java.util.Optional;

/**
 * What a subject used in one stretch of time, and its gauges at the end of it.
 *
 * @param node the node it comes from: points of a run's several nodes lie beside each other
 * @param toWallMicros strictly grows per subject and node, so the three name the point
 * @param total cumulative energy in total of the subject on this node at the end
 * @param gauges of a node
 * @param progress of a run, where something new was said
 */
public record SeriesPoint(
    Subject subject,
    String node,
    long fromWallMicros,
    long toWallMicros,
    List<SliceEntry> slices,
    Energy total,
    List<DeviceGauges> gauges,
    Optional<ProgressPoint> progress) {
  public SeriesPoint {
    slices = List.copyOf(slices);
    gauges = List.copyOf(gauges);
  }
}
