package io.trainwatt.collector.live.report;

import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.SliceEntry;
import io.trainwatt.events.quantity.Quality;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node draws now, of the devices in its total.
 *
 * @param byQuality milliwatts; their sum is {@code milliwatts} to rounding
 * @param nobodyMilliwatts of it used by no run
 */
record PowerNow(long milliwatts, Map<String, Long> byQuality, long nobodyMilliwatts) {
  private static final double MILLIWATTS_PER_WATT = 1e3;

  /** Absent when there is no point that took any time. */
  static Optional<PowerNow> of(Collection<SeriesPoint> newest) {
    List<SeriesPoint> current = MeanPower.current(newest);
    if (current.isEmpty()) {
      return Optional.empty();
    }
    Map<Quality, Double> sums = new EnumMap<>(Quality.class);
    double nobody = 0;
    for (SeriesPoint point : current) {
      // µJ / µs is watts.
      double scale = MILLIWATTS_PER_WATT / (point.toWallMicros() - point.fromWallMicros());
      for (SliceEntry slice : point.slices()) {
        if (slice.inTotal()) {
          sums.merge(slice.quality(), slice.energy().microjoules() * scale, Double::sum);
          nobody += slice.unattributed().microjoules() * scale;
        }
      }
    }
    Map<String, Long> byQuality = new LinkedHashMap<>();
    sums.forEach((quality, sum) -> byQuality.put(Words.of(quality), Math.round(sum)));
    long unused = Math.round(nobody);
    long total = current.stream().mapToLong(MeanPower::of).sum();
    return Optional.of(new PowerNow(total, byQuality, unused));
  }
}
