package io.trainwatt.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A run's series, laid into equal stretches of time by component; energy is split in proportion.
 */
final class Timeline {
  private static final int MOST_BINS = 240;
  private static final long MICROS_PER_HOUR = 3_600_000_000L;

  private final List<JsonNode> points = new ArrayList<>();
  private final long from;
  private final long to;

  Timeline(JsonNode series) {
    series.path("points").forEach(points::add);
    // The first point of a run may reach back to before it began: its pace says nothing.
    points.sort(Comparator.comparingLong(point -> point.path("toMicros").asLong()));
    from = points.stream().mapToLong(point -> point.path("fromMicros").asLong()).min().orElse(0);
    to = points.stream().mapToLong(point -> point.path("toMicros").asLong()).max().orElse(0);
  }

  /** Whether there is anything to be drawn. */
  boolean isEmpty() {
    return points.size() < 2 || to <= from;
  }

  long fromMicros() {
    return from;
  }

  long toMicros() {
    return to;
  }

  int points() {
    return points.size();
  }

  int bins() {
    return Math.max(1, Math.min(MOST_BINS, points.size()));
  }

  /** Mean watts of each bin by component, components by name. */
  NavigableMap<String, double[]> watts() {
    int bins = bins();
    double width = (double) (to - from) / bins;
    TreeMap<String, double[]> sums = new TreeMap<>();
    for (JsonNode point : points) {
      long begin = point.path("fromMicros").asLong();
      long end = Math.max(begin + 1, point.path("toMicros").asLong());
      for (JsonNode slice : point.path("slices")) {
        if (slice.path("inTotal").asBoolean()) {
          double[] sum =
              sums.computeIfAbsent(slice.path("component").asText(), c -> new double[bins]);
          spread(
              sum,
              (begin - from) / width,
              (end - from) / width,
              (double) slice.path("microjoules").asLong());
        }
      }
    }
    // µJ / µs is watts.
    sums.values().forEach(sum -> scale(sum, 1 / width));
    return sums;
  }

  /** Microjoules by hour of UTC, by the hour's first microsecond. */
  NavigableMap<Long, Double> byHour() {
    TreeMap<Long, Double> hours = new TreeMap<>();
    for (JsonNode point : points) {
      long begin = point.path("fromMicros").asLong();
      long end = Math.max(begin + 1, point.path("toMicros").asLong());
      double energy = 0;
      for (JsonNode slice : point.path("slices")) {
        energy += slice.path("inTotal").asBoolean() ? slice.path("microjoules").asLong() : 0;
      }
      for (long hour = Math.floorDiv(begin, MICROS_PER_HOUR) * MICROS_PER_HOUR;
          hour < end;
          hour += MICROS_PER_HOUR) {
        long overlap = Math.min(end, hour + MICROS_PER_HOUR) - Math.max(begin, hour);
        hours.merge(hour, energy * overlap / (end - begin), Double::sum);
      }
    }
    return hours;
  }

  private static void spread(double[] bins, double begin, double end, double energy) {
    int first = (int) Math.max(0, Math.floor(begin));
    int last = (int) Math.min(bins.length - 1, Math.ceil(end) - 1);
    for (int i = first; i <= last; i++) {
      double overlap = Math.min(end, i + 1) - Math.max(begin, i);
      bins[i] += energy * Math.max(0, overlap) / (end - begin);
    }
  }

  private static void scale(double[] values, double by) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= by;
    }
  }
}
