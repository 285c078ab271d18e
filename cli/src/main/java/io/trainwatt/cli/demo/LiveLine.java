package io.trainwatt.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Paint;
import io.trainwatt.cli.report.Figures;
import java.time.Duration;
import java.util.StringJoiner;

/** How the training goes, in one line. */
final class LiveLine {
  private LiveLine() {}

  static String of(JsonNode report, Duration passed, int seconds, Paint paint) {
    StringJoiner joiner = new StringJoiner(paint.dim("  ·  "));
    joiner.add(paint.dim("%3d of %d s".formatted(passed.toSeconds(), seconds)));
    JsonNode energy = report.path("energy");
    if (report.has("powerMilliwatts")) {
      joiner.add(paint.bold(Figures.power(report.path("powerMilliwatts").asLong())));
    }
    joiner.add(
        paint.bold(
            Figures.energy(
                energy.path("totalMicrojoules").asLong(),
                energy.path("plusMinusMicrojoules").asLong())));
    JsonNode progress = report.path("progress");
    if (progress.has("steps")) {
      joiner.add("step " + progress.path("steps").asLong());
    }
    if (progress.path("lastLoss").isNumber()) {
      joiner.add("loss " + Figures.number(progress.path("lastLoss").asDouble()));
    }
    if (report.has("joulesPerToken")) {
      joiner.add(Figures.joules(report.path("joulesPerToken").asDouble()) + " a token");
    }
    if (report.has("co2Grams")) {
      joiner.add(Figures.grams(report.path("co2Grams").asDouble()) + " CO2");
    }
    return joiner.toString();
  }
}
