package io.trainwatt.cli.backtest;

import io.trainwatt.pipeline.forecast.Interval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** A folder of recorded runs, played row by row, with the whole curves to judge by. */
final class CurveSet {
  private record Played(Backtest.Result result, Scorer truth) {}

  private final List<Played> runs = new ArrayList<>();

  private CurveSet() {}

  /** Plays a folder of the test's resources. */
  static CurveSet of(String folder) {
    CurveSet set = new CurveSet();
    try {
      Path index =
          Path.of(
              Objects.requireNonNull(CurveSet.class.getResource("/" + folder + "/index.json"))
                  .toURI());
      for (RecordedRun run : new CurveFolder(index.resolveSibling("")).runs()) {
        set.runs.add(new Played(Backtest.of(run), Scorer.of(run.file())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return set;
  }

  int size() {
    return runs.size();
  }

  /** How the pipeline's own stops turned out; nothing saved where it made none. */
  Stops stops() {
    return turnedOut(
        run ->
            run.result.stopStep().isPresent()
                ? Optional.of(run.truth.stopAt(run.result.stopStep().getAsLong()))
                : Optional.empty());
  }

  /** How those of a rule turned out, that is given the whole curve and says at which point. */
  Stops stopsBy(Function<Scorer, OptionalInt> rule) {
    return turnedOut(
        run -> {
          OptionalInt point = rule.apply(run.truth);
          return point.isPresent()
              ? Optional.of(run.truth.stopAtPoint(point.getAsInt()))
              : Optional.empty();
        });
  }

  private Stops turnedOut(Function<Played, Optional<Scorer.Outcome>> outcome) {
    double saved = 0;
    List<String> bad = new ArrayList<>();
    for (Played run : runs) {
      Optional<Scorer.Outcome> stop = outcome.apply(run);
      saved += stop.map(Scorer.Outcome::saved).orElse(0.0);
      if (stop.isPresent() && stop.get().isBad()) {
        bad.add(run.result.run());
      }
    }
    return new Stops(saved / runs.size(), bad);
  }

  /**
   * Stops of a rule.
   *
   * @param saved mean share of the runs' time, 0 to 1
   * @param bad the runs for which the stop was a bad one
   */
  record Stops(double saved, List<String> bad) {}

  /** Median error of the forecast of the last value from so many percent of the steps. */
  double error(int percent) {
    return medianError(
        run -> forecast(run, percent).flatMap(Backtest.Forecast::loss).map(Interval::middle));
  }

  /** The same of "the last value stays". */
  double errorOfLastValue(int percent) {
    return medianError(run -> forecast(run, percent).map(any -> run.truth.valueAt(percent)));
  }

  private double medianError(Function<Played, Optional<Double>> forecast) {
    double[] errors =
        runs.stream()
            .filter(run -> run.truth.hasAnEnd())
            .flatMap(
                run ->
                    forecast.apply(run).stream()
                        .map(middle -> Math.abs(middle / run.truth.finalValue() - 1)))
            .mapToDouble(Double::doubleValue)
            .toArray();
    Arrays.sort(errors);
    return errors[errors.length / 2];
  }

  private static Optional<Backtest.Forecast> forecast(Played run, int percent) {
    return Optional.ofNullable(run.result.forecasts().get(percent));
  }

  /** Share of the forecasts of the last value, from three points, that it lies in. */
  double endsInside(int... percents) {
    return inside(Backtest.Forecast::loss, (truth, percent) -> truth.finalValue(), percents);
  }

  /** Share of the forecasts of the time left, from three points, that it lies in. */
  double timesInside() {
    return inside(Backtest.Forecast::remainingSeconds, Scorer::secondsLeft, 25, 50, 75);
  }

  private interface Truth {
    double of(Scorer truth, int percent);
  }

  private double inside(
      Function<Backtest.Forecast, Optional<Interval>> forecast, Truth truth, int... percents) {
    int all = 0;
    int inside = 0;
    for (Played run : runs) {
      for (int percent : percents) {
        Optional<Interval> made = forecast(run, percent).flatMap(forecast);
        if (run.truth.hasAnEnd() && made.isPresent()) {
          double value = truth.of(run.truth, percent);
          all++;
          inside += made.get().low() <= value && value <= made.get().high() ? 1 : 0;
        }
      }
    }
    return (double) inside / all;
  }
}
