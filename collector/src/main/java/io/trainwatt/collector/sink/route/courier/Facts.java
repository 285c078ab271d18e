package io.trainwatt.collector.sink.route.courier;

import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An alert in the words that receivers know: labels, which are who it is, and annotations, which
 * are what there is to say. Pure.
 */
final class Facts {
  private static final double MICRO = 1e6;

  private Facts() {}

  /**
   * Labels with names that every receiver takes. Those of the run keep their names, unless one of
   * ours has it: then {@code label_} stands before it.
   */
  static SortedMap<String, String> labels(Alert alert) {
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put("alertname", alert.rule());
    labels.put("severity", alert.severity().name().toLowerCase(Locale.ROOT));
    switch (alert.subject()) {
      case Subject.OfRun(String id) -> labels.put("run_id", id);
      case Subject.OfNode(String id) -> labels.put("node", id);
      case Subject.OfCluster(String id) -> labels.put("cluster", id);
    }
    alert
        .labels()
        .forEach(
            (name, value) -> {
              String plain = plain(name);
              if (!value.isEmpty()) {
                labels.putIfAbsent(labels.containsKey(plain) ? "label_" + plain : plain, value);
              }
            });
    labels.values().removeIf(String::isEmpty);
    return labels;
  }

  static SortedMap<String, String> annotations(Alert alert, Links links) {
    SortedMap<String, String> annotations = new TreeMap<>();
    annotations.put("summary", alert.summary());
    annotations.put("description", alert.remedy());
    annotations.put("wasted_joules", decimal(alert.wasted().joules()));
    annotations.put("wasted_co2_grams", decimal(alert.wastedMicrogramsCo2() / MICRO));
    alert.evidence().forEach((name, value) -> annotations.put("evidence_" + plain(name), value));
    links.rule(alert).ifPresent(url -> annotations.put("runbook_url", url));
    annotations.values().removeIf(String::isEmpty);
    return annotations;
  }

  /** Microseconds since 1970 as RFC 3339. */
  static String time(long wallMicros) {
    return Instant.EPOCH.plus(wallMicros, ChronoUnit.MICROS).toString();
  }

  /** A label's name as Prometheus has them. */
  static String plain(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_]", "_");
    return plain.isEmpty() || Character.isDigit(plain.charAt(0)) ? "_" + plain : plain;
  }

  static Map<String, String> plain(Map<String, String> labels) {
    Map<String, String> plain = new TreeMap<>();
    labels.forEach((name, value) -> plain.putIfAbsent(plain(name), value));
    return plain;
  }

  private static String decimal(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
