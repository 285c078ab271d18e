package io.trainwatt.cli.backtest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.pipeline.forecast.Interval;
import java.util.List;

/** Results in the shape that the scorer of the recorded curves reads. */
public final class BacktestJson {
  private BacktestJson() {}

  /** A step or null for each run, and under {@code _forecasts} what was forecast on the way. */
  public static ObjectNode of(List<Backtest.Result> results) {
    ObjectNode all = Json.object();
    ObjectNode forecasts = Json.object();
    for (Backtest.Result result : results) {
      if (result.stopStep().isPresent()) {
        all.put(result.run(), result.stopStep().getAsLong());
      } else {
        all.putNull(result.run());
      }
      ObjectNode points = forecasts.putObject(result.run());
      result
          .forecasts()
          .forEach(
              (percent, forecast) -> {
                ObjectNode point = points.putObject(Integer.toString(percent));
                forecast.loss().ifPresent(interval -> put(point, "final", interval));
                forecast
                    .remainingSeconds()
                    .ifPresent(interval -> put(point, "remainingSeconds", interval));
              });
    }
    all.set("_forecasts", forecasts);
    return all;
  }

  private static void put(ObjectNode point, String name, Interval interval) {
    point.putArray(name).add(interval.low()).add(interval.middle()).add(interval.high());
  }
}
