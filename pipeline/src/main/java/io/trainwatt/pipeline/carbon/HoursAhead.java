package io.trainwatt.pipeline.carbon;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hours to come, as clean as somebody says they will be, else as the same hours of the last days
 * were. Says nothing of a zone for which readings of several days are not known. Of one task.
 */
public final class HoursAhead {
  private static final long HOUR_MICROS = 3_600_000_000L;
  private static final int HOURS = 24;
  private static final int DAYS = 7;
  private static final int LEAST_DAYS = 2;

  private final GridBook grid;
  private final Map<String, Profile> profiles = new HashMap<>();

  private record Profile(long hour, List<Double> milligrams) {}

  /**
   * A better time.
   *
   * @param fromWallMicros when it begins, at a full hour
   * @param toWallMicros when a run that begins then would end
   * @param nowMilligrams per kWh that a run which goes on now is expected to meet
   * @param thenMilligrams the same of one that goes on then
   * @param puePpm of the place
   */
  public record Window(
      long fromWallMicros,
      long toWallMicros,
      double nowMilligrams,
      double thenMilligrams,
      int puePpm) {}

  /** Of what is known of the grid. */
  public HoursAhead(GridBook grid) {
    this.grid = grid;
  }

  /**
   * The cleanest time of the next day for what would take so long from now on; absent where no time
   * is cleaner, where it takes a day, or where too little is known.
   */
  public Optional<Window> cleanest(GridPlace place, long nowWallMicros, long lengthMicros) {
    String zone = Figures.zone(place);
    long hour = Math.floorDiv(nowWallMicros, HOUR_MICROS);
    int length = Math.clamp(Math.ceilDiv(lengthMicros, HOUR_MICROS), 1, HOURS);
    Optional<List<Double>> profile = profile(zone, hour);
    if (length == HOURS || profile.isEmpty()) {
      return Optional.empty();
    }
    double[] ahead = new double[2 * HOURS];
    for (int i = 0; i < ahead.length; i++) {
      double usual = profile.get().get(Math.floorMod(hour + i, HOURS));
      ahead[i] = said(zone, hour + i).orElse(usual);
    }
    int best = 0;
    for (int start = 1; start <= HOURS; start++) {
      best = mean(ahead, start, length) < mean(ahead, best, length) ? start : best;
    }
    return best == 0
        ? Optional.empty()
        : Optional.of(
            new Window(
                (hour + best) * HOUR_MICROS,
                (hour + best) * HOUR_MICROS + lengthMicros,
                mean(ahead, 0, length),
                mean(ahead, best, length),
                place.puePpm().orElse(Figures.ASSUMED_PUE_PPM)));
  }

  private static double mean(double[] values, int from, int length) {
    double sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += values[Math.min(i, values.length - 1)];
    }
    return sum / length;
  }

  // The past changes little within an hour; what is still unknown may be told at any time.
  private Optional<List<Double>> profile(String zone, long hour) {
    Profile known = profiles.get(zone);
    if (known != null && known.hour == hour) {
      return Optional.of(known.milligrams);
    }
    Optional<List<Double>> usual = usual(zone, hour);
    usual.ifPresent(milligrams -> profiles.put(zone, new Profile(hour, milligrams)));
    return usual;
  }

  private Optional<List<Double>> usual(String zone, long hour) {
    double[] mean = new double[HOURS];
    for (int i = 0; i < HOURS; i++) {
      double sum = 0;
      int days = 0;
      for (int day = 1; day <= DAYS; day++) {
        Optional<Double> milligrams = said(zone, hour + i - (long) day * HOURS);
        if (milligrams.isPresent()) {
          sum += milligrams.get();
          days++;
        }
      }
      if (days < LEAST_DAYS) {
        return Optional.empty();
      }
      mean[Math.floorMod(hour + i, HOURS)] = sum / days;
    }
    return Optional.of(Arrays.stream(mean).boxed().toList());
  }

  private Optional<Double> said(String zone, long hour) {
    return grid.said(zone, hour * HOUR_MICROS + HOUR_MICROS / 2)
        .map(met -> (double) met.milligrams());
  }
}
