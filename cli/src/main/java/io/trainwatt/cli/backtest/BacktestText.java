package io.trainwatt.cli.backtest;

import io.trainwatt.pipeline.forecast.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Results for a reader: a line a run. */
public final class BacktestText {
  private BacktestText() {}

  /** Lines without their ends. */
  public static List<String> of(List<Backtest.Result> results) {
    int width = results.stream().mapToInt(r -> r.run().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    results.forEach(result -> lines.add(line(result, width)));
    double saved =
        results.stream().mapToDouble(r -> r.secondsSaved() / Math.max(1e-9, r.seconds())).sum();
    lines.add(
        String.format(
            Locale.ROOT,
            "%d runs, %d stopped; %.0f %% of the time saved, mean over runs",
            results.size(),
            results.stream().filter(r -> r.stopStep().isPresent()).count(),
            100 * saved / results.size()));
    return lines;
  }

  private static String line(Backtest.Result result, int width) {
    String name = result.run() + " ".repeat(width - result.run().length());
    String half =
        Optional.ofNullable(result.forecasts().get(50))
            .flatMap(Backtest.Forecast::loss)
            .map(BacktestText::interval)
            .orElse("not known");
    String stop =
        result
            .stop()
            .map(
                s ->
                    String.format(
                        Locale.ROOT,
                        "%s at step %d, %.0f %% saved",
                        s.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        result.stopStep().orElse(0),
                        100 * result.secondsSaved() / Math.max(1e-9, result.seconds())))
            .orElse("let it run");
    return "%s  %-42s final loss seen from half-way: %s".formatted(name, stop, half);
  }

  private static String interval(Interval interval) {
    return String.format(
        Locale.ROOT, "%.4g (%.4g to %.4g)", interval.middle(), interval.low(), interval.high());
  }
}
