package io.trainwatt.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.StringJoiner;

/**
 * Every figure of a run, each with its band, quality, method and how to get it again. Used once.
 */
final class FigureTable {
  private static final double MICRO = 1e-6;
  private static final double MICROJOULES_PER_KILOWATT_HOUR = 3.6e12;
  private static final String OF_JSON = " of --format json";

  private final RunFile run;
  private final String qualities;
  private final double relative;
  private final List<FigureRow> rows = new ArrayList<>();

  private FigureTable(RunFile run) {
    this.run = run;
    this.qualities = qualities(run);
    this.relative =
        run.totalMicrojoules() == 0
            ? 0
            : (double) run.plusMinusMicrojoules() / run.totalMicrojoules();
  }

  static List<FigureRow> of(RunFile run) {
    FigureTable table = new FigureTable(run);
    table.energy();
    table.carbon();
    table.money();
    table.work();
    table.efficiency();
    table.losses();
    return table.rows;
  }

  /** Shares by quality: {@code 88 % counted, 12 % modelled}. */
  static String qualities(RunFile run) {
    StringJoiner joiner = new StringJoiner(", ");
    for (ReportLines.Part part : new ReportLines(run.report()).parts("byQuality")) {
      joiner.add(Figures.share(part.microjoules(), run.totalMicrojoules()) + " " + part.name());
    }
    return joiner.toString();
  }

  private void energy() {
    add(
        "energy",
        kilowattHours(run.totalMicrojoules()),
        "kWh",
        OptionalDouble.of(kilowattHours(run.plusMinusMicrojoules())),
        qualities,
        "cumulative counters of the devices in the total, whole microjoules; band k = 2, errors linear within a correlation group, in quadrature across",
        "sum of energy.byDevice[].microjoules where inTotal / 3.6e12");
    for (JsonNode device : run.energy().path("byDevice")) {
      device(device);
    }
    for (JsonNode spent : run.efficiency().path("activities")) {
      measured(
          "energy of " + spent.path("activity").asText(),
          kilowattHours(spent.path("microjoules").asLong()),
          "kWh",
          "between progress times, interpolated on the counters",
          "efficiency.activities[]; they sum to energy.totalMicrojoules");
    }
    if (run.efficiency().has("wasted")) {
      measured(
          "energy that brought nothing",
          kilowattHours(run.efficiency().path("wasted").path("microjoules").asLong()),
          "kWh",
          "waiting for data, after the last progress, idle in anything else",
          "sum of efficiency.wasted.on");
    }
  }

  private void device(JsonNode device) {
    String node = device.path("node").asText();
    String name = device.path("device").asText();
    long microjoules = device.path("microjoules").asLong();
    JsonNode facts = run.device(node, name);
    String method = facts.path("method").asText("");
    add(
        "energy of %s on %s%s"
            .formatted(name, node, device.path("inTotal").asBoolean() ? "" : " (not in the total)"),
        kilowattHours(microjoules),
        "kWh",
        OptionalDouble.of(kilowattHours(microjoules) * device.path("errorPpm").asLong() * MICRO),
        device.path("quality").asText(),
        method.isEmpty() ? "as its node's row in trainwatt.nodes says" : method,
        "highest values of its counters in trainwatt.samples, by epoch");
  }

  private void carbon() {
    for (JsonNode figure : run.report().path("co2")) {
      StringJoiner factors = new StringJoiner("; ");
      StringJoiner sources = new StringJoiner("; ");
      for (JsonNode factor : figure.path("factors")) {
        factors.add(
            "%s kWh x PUE %s x %s g/kWh"
                .formatted(
                    number(kilowattHours(factor.path("microjoules").asLong())),
                    number(factor.path("pue").asDouble()),
                    number(factor.path("gramsPerKilowattHour").asDouble())));
        sources.add(
            factor.path("zoneName").asText()
                + ": "
                + factor.path("source").asText()
                + (factor.path("assumed").asBoolean() ? " (assumed)" : "")
                + (factor.path("pueAssumed").asBoolean() ? " (PUE assumed)" : ""));
      }
      if (figure.path("embodied").size() > 0) {
        embodied(figure);
        continue;
      }
      add(
          "CO2, " + figure.path("method").asText(),
          figure.path("grams").asDouble(),
          "g",
          OptionalDouble.of(figure.path("plusMinusGrams").asDouble()),
          qualities,
          sources.toString(),
          factors.toString());
    }
  }

  // It rests on time, not on energy: it has neither its band nor its quality.
  private void embodied(JsonNode figure) {
    StringJoiner sources = new StringJoiner("; ");
    for (JsonNode share : figure.path("embodied")) {
      sources.add(
          share.path("node").asText()
              + ": "
              + share.path("source").asText()
              + (share.path("assumed").asBoolean() ? " (assumed)" : ""));
    }
    add(
        "CO2, " + figure.path("method").asText(),
        figure.path("grams").asDouble(),
        "g",
        OptionalDouble.empty(),
        "",
        "Software Carbon Intensity: making the hardware by the share of its life; " + sources,
        "sum over co2[].embodied[] of grams x reservedSeconds / (lifetimeYears x 31557600)");
  }

  private void money() {
    for (JsonNode cost : run.report().path("cost")) {
      StringJoiner prices = new StringJoiner("; ");
      cost.path("prices").forEach(price -> prices.add(price.path("source").asText()));
      add(
          "cost",
          cost.path("amount").asDouble(),
          cost.path("currency").asText(),
          OptionalDouble.of(cost.path("plusMinusAmount").asDouble()),
          qualities,
          prices.toString(),
          "cost[].prices: energy x PUE x price, each by its time");
    }
    JsonNode water = run.report().path("water");
    if (water.has("liters")) {
      add(
          "water at the site",
          water.path("liters").asDouble(),
          "l",
          OptionalDouble.of(water.path("plusMinusLiters").asDouble()),
          qualities,
          "IT energy of the nodes that say it x water usage effectiveness",
          "water.liters");
    }
  }

  private void work() {
    for (String kind : List.of("steps", "tokens", "samples", "gigaflops")) {
      JsonNode count = run.report().path("progress").path(kind);
      if (count.isNumber()) {
        add(
            kind,
            count.asDouble(),
            kind.equals("gigaflops") ? "GFLOP" : "",
            OptionalDouble.empty(),
            "as the run says",
            "summed over ranks, or taken once where a rank counts the whole job",
            "progress." + kind);
      }
    }
  }

  private void efficiency() {
    for (String stretch : List.of("whole", "training", "recent")) {
      JsonNode figures = run.efficiency().path(stretch);
      each(figures, stretch, "joulesPerStep", "energy per step", "J");
      each(figures, stretch, "joulesPerToken", "energy per token", "J");
      each(figures, stretch, "joulesPerSample", "energy per sample", "J");
      each(figures, stretch, "picojoulesPerFlop", "energy per operation", "pJ");
      if (figures.has("modelFlopsUtilization")) {
        add(
            "model FLOPs utilisation, " + stretch,
            figures.path("modelFlopsUtilization").asDouble(),
            "",
            OptionalDouble.empty(),
            "operations: " + run.efficiency().path("operations").asText(),
            "operations over peak x time of the accelerators used",
            "efficiency." + stretch + ".modelFlopsUtilization");
      }
    }
    if (run.efficiency().has("tokensPerParameter")) {
      add(
          "tokens per parameter",
          run.efficiency().path("tokensPerParameter").asDouble(),
          "",
          OptionalDouble.empty(),
          "as the run says",
          "beside 20, compute-optimal by Hoffmann et al. 2022: a reference, no verdict",
          "progress.tokens / efficiency.parameters");
    }
  }

  private void each(JsonNode figures, String stretch, String field, String name, String unit) {
    if (figures.has(field)) {
      measured(
          name + ", " + stretch,
          figures.path(field).asDouble(),
          unit,
          "energy over work of the same time",
          "efficiency." + stretch + "." + field);
    }
  }

  private void losses() {
    for (JsonNode loss : run.efficiency().path("losses")) {
      String metric = loss.path("metric").asText();
      if (loss.has("joulesPerUnit")) {
        measured(
            "energy per unit of " + metric + " loss",
            loss.path("joulesPerUnit").asDouble(),
            "J",
            "energy between the first loss and the best, over what it fell",
            "first and last of efficiency.curves[].marks");
      }
    }
  }

  /** Of this run's energy: its band and its qualities. */
  private void measured(String figure, double value, String unit, String method, String recompute) {
    add(figure, value, unit, OptionalDouble.of(value * relative), qualities, method, recompute);
  }

  private void add(
      String figure,
      double value,
      String unit,
      OptionalDouble plusMinus,
      String quality,
      String method,
      String recompute) {
    rows.add(
        new FigureRow(
            figure,
            value,
            unit,
            plusMinus,
            quality,
            method,
            recompute.contains(".")
                    && !recompute.contains("/kWh")
                    && !recompute.contains("trainwatt.")
                ? recompute + OF_JSON
                : recompute));
  }

  static double kilowattHours(long microjoules) {
    return microjoules / MICROJOULES_PER_KILOWATT_HOUR;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
