package io.trainwatt.collector.metrics;

import java.util.List;

/**
 * One meter and its value now.
 *
 * @param what name, unit and meaning
 * @param tags name and value by turns; the names are the meter's labels
 */
record Row(MeterName what, List<String> tags, double value) {
  Row {
    tags = List.copyOf(tags);
    if (!what.hasLabels(tags)) {
      throw new IllegalArgumentException(what + " is told apart by " + what.labels() + ": " + tags);
    }
  }

  /** Of a count, which Prometheus keeps as a double: exact up to 2^53. */
  static Row count(MeterName what, long count, String... tags) {
    return new Row(what, List.of(tags), (double) count);
  }

  static Row of(MeterName what, double value, String... tags) {
    return new Row(what, List.of(tags), value);
  }
}
