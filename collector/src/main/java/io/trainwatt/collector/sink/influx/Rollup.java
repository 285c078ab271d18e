package io.trainwatt.collector.sink.influx;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Sums of energy by the minute and by the hour. Whatever minutes were written to are summed anew
 * from the points in the database, and their hours from the minutes, so that a repeat, a restart or
 * a back-fill gives the same sums: they are functions of what is there. One thread.
 */
final class Rollup {
  static final String MINUTES = Points.ENERGY + "_1m";
  static final String HOURS = Points.ENERGY + "_1h";

  private static final long MINUTE = 60_000_000L;
  private static final long HOUR = 60 * MINUTE;
  // Bounds one answer: ten minutes of ten thousand devices are some ten megabytes.
  private static final int MINUTES_A_QUERY = 10;

  private final InfluxQl database;
  private final LineWriter writer;
  private final String raw;
  private final String minutes;
  private final int batchPoints;
  private final TreeSet<Long> touched = new TreeSet<>();
  private final TreeSet<Long> touchedHours = new TreeSet<>();

  /**
   * @param writer of the bucket that the sums go to
   */
  Rollup(InfluxConfig config, InfluxQl database, LineWriter writer) {
    this.database = database;
    this.writer = writer;
    this.raw = from(config.bucket(), Points.ENERGY);
    this.minutes = from(config.rollupBucket(), MINUTES);
    this.batchPoints = config.batchPoints();
  }

  private static String from(String bucket, String measurement) {
    String policy = InfluxConfig.retentionPolicy(bucket);
    return (policy.isEmpty() ? "" : InfluxQl.name(policy) + ".") + InfluxQl.name(measurement);
  }

  /** A point of energy was written at that time. */
  void touch(long wallMicros) {
    touched.add(Math.floorDiv(wallMicros, MINUTE) * MINUTE);
  }

  /** Points were written at the times of these lines. */
  void touch(Collection<PendingPoint> points) {
    for (PendingPoint point : points) {
      String line = point.line();
      if (line.startsWith(Points.ENERGY + ",")) {
        touch(Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)));
      }
    }
  }

  /**
   * Sums what was touched since the last time.
   *
   * @return why not, where that was not possible; what is left is summed at the next call
   */
  Optional<String> run() {
    try {
      while (!touched.isEmpty()) {
        long first = touched.first();
        long end = first + MINUTES_A_QUERY * MINUTE;
        sum(raw, first, end, "1m", MINUTES);
        for (long minute : List.copyOf(touched.headSet(end))) {
          touchedHours.add(Math.floorDiv(minute, HOUR) * HOUR);
          touched.remove(minute);
        }
      }
      while (!touchedHours.isEmpty()) {
        long hour = touchedHours.first();
        sum(minutes, hour, hour + HOUR, "1h", HOURS);
        touchedHours.remove(hour);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("minutes and hours cannot be summed: " + e.getMessage());
    }
  }

  private void sum(String source, long fromMicros, long toMicros, String step, String target)
      throws IOException {
    JsonNode series =
        database.series(
            "SELECT sum(\"energy_microjoules\"), sum(\"unattributed_microjoules\"),"
                + " sum(\"duration_micros\") FROM %s WHERE time >= '%s' AND time < '%s' GROUP BY time(%s), * fill(none)"
                    .formatted(source, time(fromMicros), time(toMicros), step));
    List<String> lines = new ArrayList<>();
    for (JsonNode one : series) {
      for (JsonNode row : one.get("values")) {
        line(target, one.path("tags"), row).ifPresent(lines::add);
      }
    }
    for (int from = 0; from < lines.size(); from += batchPoints) {
      write(lines.subList(from, Math.min(lines.size(), from + batchPoints)));
    }
  }

  private void write(List<String> lines) throws IOException {
    switch (writer.write(lines)) {
      case WriteResult.Written written -> {}
      case WriteResult.Refused(String reason) -> throw new IOException(reason);
      case WriteResult.Unavailable(String reason, var wait) -> throw new IOException(reason);
    }
  }

  private static Optional<String> line(String target, JsonNode tags, JsonNode row) {
    LineProtocol line = new LineProtocol(target);
    tags.properties().forEach(tag -> line.tag(tag.getKey(), tag.getValue().asText()));
    long energy = row.get(1).asLong();
    long micros = row.get(3).asLong();
    line.field("energy_microjoules", energy)
        .field("unattributed_microjoules", row.get(2).asLong())
        .field("duration_micros", micros);
    if (micros > 0) {
      line.field("power_watts", (double) energy / micros);
    }
    return line.at(row.get(0).asLong());
  }

  private static String time(long micros) {
    return Instant.EPOCH.plus(Duration.ofNanos(Math.multiplyExact(micros, 1_000L))).toString();
  }
}
