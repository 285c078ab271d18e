package io.trainwatt.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The drawings of a report; each is absent where there is nothing to draw. Pure. */
final class Charts {
  private static final List<String> COMPONENTS =
      List.of("cpu", "memory", "gpu", "tpu", "accelerator", "node", "rest", "other");
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final double MICROS_PER_SECOND = 1e6;
  private static final double MICROJOULES_PER_KILOWATT_HOUR = 3.6e12;
  private static final double MICROJOULES_PER_KILOJOULE = 1e9;
  private static final double MICROJOULES_PER_JOULE = 1e6;
  private static final double HEADROOM = 1.08;
  private static final double KILO = 1_000;
  private static final int TIME_TICKS = 6;
  private static final int MINUTES_ARE_ENOUGH = 600;

  private Charts() {}

  /** What stands beside a drawing: names and their classes. */
  record Drawing(String svg, Map<String, String> legend, String note) {}

  static Optional<Drawing> power(RunFile run) {
    Timeline timeline = new Timeline(run.points());
    if (timeline.isEmpty()) {
      return Optional.empty();
    }
    NavigableMap<String, double[]> watts = timeline.watts();
    int bins = timeline.bins();
    double[] xs = new double[2 * bins];
    double[] low = new double[2 * bins];
    double most = 0;
    for (int i = 0; i < bins; i++) {
      xs[2 * i] = i;
      xs[2 * i + 1] = i + 1.0;
      double sum = 0;
      for (double[] of : watts.values()) {
        sum += of[i];
      }
      most = Math.max(most, sum);
    }
    Chart chart = new Chart("power over time", 0, bins, 0, most * HEADROOM);
    chart.yAxis("W");
    Map<String, String> legend = new LinkedHashMap<>();
    for (String component : COMPONENTS) {
      double[] of = watts.get(component);
      if (of != null) {
        double[] high = low.clone();
        for (int i = 0; i < bins; i++) {
          high[2 * i] += of[i];
          high[2 * i + 1] += of[i];
        }
        chart.area(xs, low, high, "c-" + component);
        legend.put(component, "c-" + component);
        low = high;
      }
    }
    chart.xAxis(evenly(bins), at -> time(timeline, at / bins));
    long seconds =
        Math.round((timeline.toMicros() - timeline.fromMicros()) / MICROS_PER_SECOND / bins);
    return Optional.of(
        new Drawing(
            chart.svg(),
            legend,
            "Mean of each %s, stacked, times in UTC; %s points of the series"
                .formatted(
                    seconds <= 1 ? "second" : seconds + " s", Figures.count(timeline.points()))));
  }

  private static List<Double> evenly(int bins) {
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i <= TIME_TICKS; i++) {
      ticks.add((double) bins * i / TIME_TICKS);
    }
    return ticks;
  }

  private static String time(Timeline timeline, double share) {
    long length = timeline.toMicros() - timeline.fromMicros();
    long micros = timeline.fromMicros() + Math.round(length * share);
    return (length > MINUTES_ARE_ENOUGH * MICROS_PER_SECOND ? MINUTE : SECOND)
        .format(Instant.ofEpochMilli(micros / 1_000));
  }

  static Optional<Drawing> loss(RunFile run) {
    List<JsonNode> curves = new ArrayList<>();
    double most = 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (JsonNode curve : run.efficiency().path("curves")) {
      for (JsonNode mark : curve.path("marks")) {
        most = Math.max(most, mark.path("microjoules").asDouble());
        low = Math.min(low, mark.path("loss").asDouble());
        high = Math.max(high, mark.path("loss").asDouble());
      }
      curves.add(curve);
    }
    if (!(high > low) || most <= 0) {
      return Optional.empty();
    }
    double unit = unit(most);
    double room = (high - low) * (HEADROOM - 1);
    Chart chart = new Chart("loss over energy", 0, most / unit * HEADROOM, low - room, high + room);
    chart.yAxis("loss");
    chart.xAxis(Chart.ticks(0, most / unit * HEADROOM), at -> Chart.round(at) + unitName(unit));
    Map<String, String> legend = new TreeMap<>();
    for (JsonNode curve : curves) {
      String style = "l-" + curve.path("metric").asText();
      draw(chart, curve.path("marks"), unit, style);
      legend.put(
          curve.path("metric").asText().equals("training") ? "training, smoothed" : "validation",
          style);
    }
    return Optional.of(
        new Drawing(
            chart.svg(),
            legend,
            "When the loss was first as low as that, and all energy used until then"));
  }

  private static void draw(Chart chart, JsonNode marks, double unit, String style) {
    double[] xs = new double[marks.size()];
    double[] ys = new double[marks.size()];
    for (int i = 0; i < marks.size(); i++) {
      xs[i] = marks.path(i).path("microjoules").asDouble() / unit;
      ys[i] = marks.path(i).path("loss").asDouble();
    }
    chart.polyline(xs, ys, style);
    chart.dot(xs[xs.length - 1], ys[ys.length - 1], style + " end");
  }

  private static double unit(double microjoules) {
    if (microjoules >= MICROJOULES_PER_KILOWATT_HOUR) {
      return MICROJOULES_PER_KILOWATT_HOUR;
    }
    return microjoules >= MICROJOULES_PER_KILOJOULE
        ? MICROJOULES_PER_KILOJOULE
        : MICROJOULES_PER_JOULE;
  }

  private static String unitName(double unit) {
    if (unit >= MICROJOULES_PER_KILOWATT_HOUR) {
      return " kWh";
    }
    return unit >= MICROJOULES_PER_KILOJOULE ? " kJ" : " J";
  }

  static Optional<Drawing> carbonByHour(RunFile run) {
    Timeline timeline = new Timeline(run.points());
    JsonNode located = run.carbon("location-based");
    if (timeline.isEmpty() || !located.has("grams") || run.totalMicrojoules() == 0) {
      return Optional.empty();
    }
    double gramsPerMicrojoule = located.path("grams").asDouble() / run.totalMicrojoules();
    NavigableMap<Long, Double> hours = timeline.byHour();
    double most =
        hours.values().stream().mapToDouble(energy -> energy * gramsPerMicrojoule).max().orElse(0);
    if (most <= 0) {
      return Optional.empty();
    }
    double scale = most >= KILO ? 1 / KILO : most >= 1 ? 1 : KILO;
    String unit = most >= KILO ? "kg" : most >= 1 ? "g" : "mg";
    Chart chart =
        new Chart("CO2 by hour", 0, Math.max(hours.size(), 6), 0, most * scale * HEADROOM);
    chart.yAxis(unit);
    List<Double> ticks = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    int at = 0;
    int every = Math.max(1, (hours.size() + 7) / 8);
    for (Map.Entry<Long, Double> hour : hours.entrySet()) {
      double grams = hour.getValue() * gramsPerMicrojoule;
      String begin = HOUR.format(Instant.ofEpochMilli(hour.getKey() / 1_000));
      chart.bar(at + 0.1, at + 0.9, grams * scale, "co2", begin + ": " + Figures.grams(grams));
      if (at % every == 0) {
        ticks.add(at + 0.5);
        labels.add(begin);
      }
      at++;
    }
    chart.xAxis(ticks, tick -> labels.get(ticks.indexOf(tick)));
    return Optional.of(
        new Drawing(
            chart.svg(),
            Map.of(),
            "Energy of each hour (UTC) at the run's mean of %s g/kWh, location-based with PUE"
                .formatted(Figures.number(gramsPerMicrojoule * MICROJOULES_PER_KILOWATT_HOUR))));
  }
}
