package io.trainwatt.cli.backtest;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * Scores decisions against the whole recorded curve, by the rules of the scorer that comes with the
 * shared curves: knows the future, and nothing of how decisions are made.
 */
final class Scorer {
  private record Point(long step, double seconds, double value) {}

  /**
   * How a stop turned out.
   *
   * @param lost share of the run's whole gain that it gave away
   * @param worse what was kept, over the best of the whole run, less 1
   * @param saved share of the time after it
   */
  record Outcome(double lost, double worse, double saved) {
    boolean isBad() {
      return lost > 0.02 && worse > 0.01;
    }
  }

  private final List<Point> points;
  private final double end;

  private Scorer(List<Point> points, double end) {
    this.points = points;
    this.end = end;
  }

  static Scorer of(Path file) throws IOException {
    List<Point> evaluations = new ArrayList<>();
    List<Point> training = new ArrayList<>();
    double end = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode row = Json.read(line);
        end = row.path("t_s").asDouble();
        add(evaluations, row, "val_loss");
        add(training, row, "train_loss");
      }
    }
    boolean evaluates =
        evaluations.stream().filter(point -> Double.isFinite(point.value)).count() >= 5;
    return new Scorer(evaluates ? evaluations : smoothed(training), end);
  }

  private static void add(List<Point> points, JsonNode row, String field) {
    if (row.has(field)) {
      JsonNode value = row.path(field);
      double number = value.isNumber() ? value.asDouble() : Double.parseDouble(value.asText());
      points.add(new Point(row.path("step").asLong(), row.path("t_s").asDouble(), number));
    }
  }

  private static List<Point> smoothed(List<Point> raw) {
    double share = 2.0 / (1 + Math.max(5, raw.size() / 50));
    List<Point> smooth = new ArrayList<>();
    double mean = Double.NaN;
    for (int i = 0; i < raw.size(); i++) {
      double[] near =
          raw.subList(Math.max(0, i - 4), i + 1).stream()
              .mapToDouble(Point::value)
              .filter(Double::isFinite)
              .sorted()
              .toArray();
      boolean known = near.length > 0 && Double.isFinite(raw.get(i).value);
      double middle = known ? near[near.length / 2] : Double.NaN;
      mean = Double.isNaN(mean) || !known ? middle : (1 - share) * mean + share * middle;
      smooth.add(new Point(raw.get(i).step, raw.get(i).seconds, known ? mean : Double.NaN));
    }
    List<Point> kept = new ArrayList<>();
    int every = Math.max(1, smooth.size() / 100);
    for (int i = every - 1; i < smooth.size(); i += every) {
      kept.add(smooth.get(i));
    }
    return kept;
  }

  private double best(int end) {
    return points.subList(0, end).stream()
        .mapToDouble(Point::value)
        .filter(Double::isFinite)
        .min()
        .orElse(Double.NaN);
  }

  /** A stop at the first evaluation at or after a step. */
  Outcome stopAt(long step) {
    int at = 0;
    while (at < points.size() && points.get(at).step < step) {
      at++;
    }
    return at == points.size() ? new Outcome(0, 0, 0) : stopAtPoint(at);
  }

  /** A stop at a point of the curve. */
  Outcome stopAtPoint(int at) {
    double first =
        points.stream().mapToDouble(Point::value).filter(Double::isFinite).findFirst().orElse(0);
    double best = best(points.size());
    double kept = best(at + 1);
    kept = Double.isNaN(kept) ? first : kept;
    double saved = Math.max(0, 1 - points.get(at).seconds / end);
    double lost = first > best ? (kept - best) / (first - best) : 0;
    return new Outcome(
        Double.isNaN(lost) ? 0 : lost, best == 0 ? 0 : (kept - best) / Math.abs(best), saved);
  }

  /** Whether its end can be forecast at all. */
  boolean hasAnEnd() {
    return points.size() >= 8
        && points.stream().allMatch(point -> Double.isFinite(point.value))
        && finalValue() != 0;
  }

  double finalValue() {
    return points.getLast().value;
  }

  /** The value at so many percent of the steps. */
  double valueAt(int percent) {
    return seen(percent).getLast().value;
  }

  /** Seconds from the last point within so many percent of the steps to the end. */
  double secondsLeft(int percent) {
    return end - seen(percent).getLast().seconds;
  }

  private List<Point> seen(int percent) {
    double last = percent / 100.0 * points.getLast().step;
    return points.stream().filter(point -> point.step <= last).toList();
  }

  /** The point at which nothing better has come for so many of them; empty if there is none. */
  OptionalInt patience(int wait) {
    double best = Double.POSITIVE_INFINITY;
    int since = 0;
    for (int i = 0; i < points.size(); i++) {
      if (points.get(i).value < best) {
        best = points.get(i).value;
        since = 0;
      } else if (++since >= wait) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** The point of the lowest value: a stop there loses nothing. */
  int best() {
    double best = best(points.size());
    return first(i -> points.get(i).value == best);
  }

  /** The first point at which a stop is not a bad one. */
  int earliest() {
    return first(i -> !stopAtPoint(i).isBad());
  }

  private int first(IntPredicate wanted) {
    return IntStream.range(0, points.size()).filter(wanted).findFirst().orElse(0);
  }
}
