package io.trainwatt.collector.live.report;

import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.SliceEntry;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Mean power of a subject over its newest stretch. Nodes that fell silent a while before the newest
 * one no longer count: what they drew then is no news of now.
 */
public final class MeanPower {
  private static final long SILENT_AFTER_MICROS = 15_000_000L;
  private static final long MICROJOULES_PER_MILLIJOULE = 1_000L;

  private MeanPower() {}

  /**
   * Milliwatts of the devices in the total, summed over nodes.
   *
   * @param newest the newest point of each node
   * @return absent when there is no point that took any time
   */
  public static Optional<Long> milliwatts(Collection<SeriesPoint> newest) {
    return current(newest).stream().map(MeanPower::of).reduce(Long::sum);
  }

  /** Those that took any time and are news of now. */
  static List<SeriesPoint> current(Collection<SeriesPoint> newest) {
    long end = newest.stream().mapToLong(SeriesPoint::toWallMicros).max().orElse(0);
    return newest.stream()
        .filter(point -> point.toWallMicros() > point.fromWallMicros())
        .filter(point -> end - point.toWallMicros() <= SILENT_AFTER_MICROS)
        .toList();
  }

  /** Milliwatts of one that took any time. */
  static long of(SeriesPoint point) {
    long microjoules =
        point.slices().stream()
            .filter(SliceEntry::inTotal)
            .mapToLong(slice -> slice.energy().microjoules())
            .sum();
    long micros = point.toWallMicros() - point.fromWallMicros();
    // µJ / µs is watts.
    return Math.round((double) microjoules * MICROJOULES_PER_MILLIJOULE / micros);
  }
}
