package io.trainwatt.cli.backtest;

import io.trainwatt.pipeline.forecast.CurveRow;
import io.trainwatt.pipeline.forecast.EndForecast;
import io.trainwatt.pipeline.forecast.Interval;
import io.trainwatt.pipeline.forecast.LearningCurve;
import io.trainwatt.pipeline.watch.EarlyStopping;
import io.trainwatt.pipeline.watch.StopAdvice;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One recorded run as the pipeline would have seen it: each row once, in order, nothing of what
 * comes after.
 */
public final class Backtest {
  private static final int[] POINTS = {25, 50, 75};

  private final RecordedRun run;
  private final LearningCurve curve = new LearningCurve();
  private final EarlyStopping stopping = new EarlyStopping(EarlyStopping.Config.DEFAULT);
  private final SortedMap<Integer, Forecast> forecasts = new TreeMap<>();
  private Optional<StopAdvice.Stop> stop = Optional.empty();
  private OptionalLong stopStep = OptionalLong.empty();
  private double stopSeconds;
  private double seconds;
  private int rows;
  private int next;

  /** What is forecast at one point of a run; absent where the curve does not allow it. */
  public record Forecast(Optional<Interval> loss, Optional<Interval> remainingSeconds) {}

  /**
   * What became of a run.
   *
   * @param stopStep where it would have been stopped; absent: never
   * @param secondsSaved of the recorded run after the stop
   * @param seconds of the recorded run
   * @param forecasts by the share of the planned steps done, in percent
   */
  public record Result(
      String run,
      OptionalLong stopStep,
      Optional<StopAdvice.Stop> stop,
      double secondsSaved,
      double seconds,
      int rows,
      SortedMap<Integer, Forecast> forecasts) {}

  private Backtest(RecordedRun run) {
    this.run = run;
  }

  /** Plays a run. */
  public static Result of(RecordedRun run) {
    Backtest test = new Backtest(run);
    new CurveFile(run.file()).rows(test::take);
    return new Result(
        run.name(),
        test.stopStep,
        test.stop,
        test.stopStep.isPresent() ? test.seconds - test.stopSeconds : 0,
        test.seconds,
        test.rows,
        test.forecasts);
  }

  private void take(CurveRow row) {
    forecastBefore(row.step());
    curve.take(row, run.plan());
    StopAdvice advice = stopping.take(curve, row, run.plan());
    rows++;
    seconds = row.seconds();
    if (stop.isEmpty() && advice instanceof StopAdvice.Stop now) {
      stop = Optional.of(now);
      stopStep = OptionalLong.of(row.step());
      stopSeconds = row.seconds();
    }
  }

  // A forecast at a quarter sees the rows up to a quarter, and is made when the next one comes.
  private void forecastBefore(long step) {
    if (run.plan().lastStep().isEmpty()) {
      return;
    }
    long last = run.plan().lastStep().getAsLong();
    while (next < POINTS.length && rows > 0 && step * 100 > POINTS[next] * last) {
      forecasts.put(
          POINTS[next],
          new Forecast(EndForecast.of(curve, run.plan()), curve.remainingSeconds(run.plan())));
      next++;
    }
  }
}
