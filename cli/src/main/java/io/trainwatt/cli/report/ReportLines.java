package io.trainwatt.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** The sentences of a report, the same for every layout. What is not known has no sentence. */
final class ReportLines {
  private final JsonNode report;

  ReportLines(JsonNode report) {
    this.report = report;
  }

  JsonNode report() {
    return report;
  }

  String title() {
    return report.path("run").path("name").asText();
  }

  String id() {
    return report.path("run").path("id").asText();
  }

  String labels() {
    StringJoiner joiner = new StringJoiner(", ");
    report
        .path("run")
        .path("labels")
        .properties()
        .forEach(label -> joiner.add(label.getKey() + "=" + label.getValue().asText()));
    return joiner.toString();
  }

  String state() {
    JsonNode run = report.path("run");
    StringBuilder text = new StringBuilder(run.path("state").asText());
    if (run.has("exitCode")) {
      text.append(", exit code ").append(run.path("exitCode").asInt());
    }
    String end = run.path("endedAt").asText(run.path("asOf").asText());
    if (!end.isEmpty() && run.has("startedAt")) {
      text.append(", ").append(Figures.between(run.path("startedAt").asText(), end));
    }
    return text.toString();
  }

  long total() {
    return report.path("energy").path("totalMicrojoules").asLong();
  }

  String energy() {
    return "%s  (%s)"
        .formatted(
            Figures.energy(total(), report.path("energy").path("plusMinusMicrojoules").asLong()),
            Figures.wattHours(total()));
  }

  /** Name and microjoules, largest first. */
  List<Part> parts(String map) {
    List<Part> parts = new ArrayList<>();
    report
        .path("energy")
        .path(map)
        .properties()
        .forEach(entry -> parts.add(new Part(entry.getKey(), entry.getValue().asLong())));
    parts.sort((a, b) -> Long.compare(b.microjoules(), a.microjoules()));
    return parts;
  }

  record Part(String name, long microjoules) {}

  Optional<String> progress() {
    JsonNode progress = report.path("progress");
    StringJoiner joiner = new StringJoiner(", ");
    if (progress.has("steps")) {
      joiner.add(Figures.count(progress.path("steps").asLong()) + " steps");
    } else if (progress.has("step")) {
      joiner.add("at step " + Figures.count(progress.path("step").asLong()));
    }
    if (progress.has("tokens")) {
      joiner.add(Figures.count(progress.path("tokens").asLong()) + " tokens");
    }
    if (progress.has("firstLoss") && progress.has("lastLoss")) {
      joiner.add(
          "loss %s (first) → %s (last)"
              .formatted(
                  Figures.loss(progress.path("firstLoss")),
                  Figures.loss(progress.path("lastLoss"))));
    }
    if (progress.has("validationLoss")) {
      joiner.add("last validation loss " + Figures.loss(progress.path("validationLoss")));
    }
    int told = progress.path("ranksSeen").asInt();
    int all = progress.path("worldSize").asInt();
    if (told < all) {
      joiner.add("told by %d of %d ranks".formatted(told, all));
    }
    return joiner.length() == 0 ? Optional.empty() : Optional.of(joiner.toString());
  }

  EfficiencyLines efficiency() {
    return new EfficiencyLines(report);
  }

  List<String> forecast() {
    JsonNode forecast = report.path("forecast");
    List<String> lines = new ArrayList<>();
    if (forecast.has("toEnd")) {
      lines.add("to the planned end: " + rest(forecast.path("toEnd")));
    }
    if (forecast.has("toTarget")) {
      lines.add(
          "to a loss of %s: %s"
              .formatted(
                  Figures.loss(forecast.path("targetLoss")), rest(forecast.path("toTarget"))));
    }
    JsonNode loss = forecast.path("finalLoss");
    if (loss.has("middle")) {
      lines.add(
          "loss at the end: %s (%s to %s)"
              .formatted(
                  Figures.loss(loss.path("middle")),
                  Figures.loss(loss.path("low")),
                  Figures.loss(loss.path("high"))));
    }
    if (forecast.has("nextPercentMicrojoules")) {
      lines.add(
          "the next 1 %% of the loss costs %s"
              .formatted(Figures.energy(forecast.path("nextPercentMicrojoules").asLong())));
    }
    return lines;
  }

  private static String rest(JsonNode rest) {
    if (rest.has("notKnown")) {
      return "not known: " + rest.path("notKnown").asText();
    }
    JsonNode energy = rest.path("microjoules");
    JsonNode seconds = rest.path("seconds");
    StringJoiner joiner = new StringJoiner(", ");
    joiner.add(
        "%s (%s to %s)"
            .formatted(
                Figures.energy(energy.path("middle").asLong()),
                Figures.energy(energy.path("low").asLong()),
                Figures.energy(energy.path("high").asLong())));
    joiner.add(
        "%s (%s to %s)"
            .formatted(
                duration(seconds.path("middle")),
                duration(seconds.path("low")),
                duration(seconds.path("high"))));
    JsonNode grams = rest.path("gramsCo2");
    if (grams.has("middle")) {
      joiner.add(Figures.grams(grams.path("middle").asDouble()) + " CO2");
    }
    if (rest.has("money")) {
      joiner.add(
          Figures.number(rest.path("money").path("middle").asDouble())
              + " "
              + rest.path("currency").asText());
    }
    return joiner.toString();
  }

  private static String duration(JsonNode seconds) {
    return Figures.duration(Duration.ofMillis(Math.round(seconds.asDouble() * 1000)));
  }

  List<String> carbon() {
    List<String> lines = new ArrayList<>();
    for (JsonNode figure : report.path("co2")) {
      // What rests on time alone has no band, and a band of 0 would say that it is exact.
      double band = figure.path("plusMinusGrams").asDouble();
      lines.add(
          Figures.grams(figure.path("grams").asDouble())
              + (band == 0 ? "" : " ± " + Figures.grams(band))
              + ", "
              + figure.path("method").asText());
      JsonNode factors = figure.path("factors");
      long all = 0;
      for (JsonNode factor : factors) {
        all += factor.path("microjoules").asLong();
      }
      for (JsonNode factor : factors) {
        lines.add("  " + (factors.size() > 1 ? share(factor, all) : "") + factor(factor));
      }
      figure.path("embodied").forEach(share -> lines.add("  " + embodied(share)));
    }
    return lines;
  }

  private static String embodied(JsonNode share) {
    return "%s, %s over %s years, %s of it: %s%s"
        .formatted(
            share.path("node").asText(),
            Figures.grams(share.path("grams").asDouble()),
            Figures.number(share.path("lifetimeYears").asDouble()),
            Figures.duration(Duration.ofSeconds(share.path("reservedSeconds").asLong())),
            share.path("source").asText(),
            share.path("assumed").asBoolean() ? " (assumed)" : "");
  }

  /** What it cost, one line a currency and one a price. */
  List<String> cost() {
    List<String> lines = new ArrayList<>();
    for (JsonNode figure : report.path("cost")) {
      String currency = figure.path("currency").asText();
      lines.add(
          "%s ± %s %s"
              .formatted(
                  Figures.money(figure.path("amount").asDouble()),
                  Figures.money(figure.path("plusMinusAmount").asDouble()),
                  currency));
      for (JsonNode price : figure.path("prices")) {
        lines.add(
            "  %s %s/kWh%s for %s, PUE %s: %s"
                .formatted(
                    Figures.money(price.path("pricePerKilowattHour").asDouble()),
                    currency,
                    spread(price, "lowest", "highest"),
                    Figures.wattHours(price.path("microjoules").asLong()),
                    Figures.number(price.path("pue").asDouble()),
                    price.path("source").asText()));
      }
    }
    return lines;
  }

  private static String spread(JsonNode of, String lowest, String highest) {
    double low = of.path(lowest).asDouble();
    double high = of.path(highest).asDouble();
    return low == high ? "" : " (%s to %s)".formatted(Figures.money(low), Figures.money(high));
  }

  /** Water used at the site. */
  Optional<String> water() {
    JsonNode water = report.path("water");
    return water.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            "%s ± %s at the site, for %s"
                .formatted(
                    Figures.liters(water.path("liters").asDouble()),
                    Figures.liters(water.path("plusMinusLiters").asDouble()),
                    Figures.wattHours(water.path("microjoules").asLong())));
  }

  /** What rests on corrections. */
  Optional<String> restated() {
    JsonNode restated = report.path("restated");
    return restated.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            "%s since %s met factors that were corrected, last at %s"
                .formatted(
                    Figures.wattHours(restated.path("microjoules").asLong()),
                    restated.path("since").asText(),
                    restated.path("publishedAt").asText()));
  }

  private static String share(JsonNode factor, long all) {
    return Figures.share(factor.path("microjoules").asLong(), all) + " of it: ";
  }

  private static String factor(JsonNode factor) {
    String estimated =
        Figures.share(
            factor.path("estimatedMicrojoules").asLong(), factor.path("microjoules").asLong());
    return "%s, %s g/kWh%s%s%s%s, PUE %s%s: %s"
        .formatted(
            factor.path("zoneName").asText(factor.path("zone").asText()),
            Figures.number(factor.path("gramsPerKilowattHour").asDouble()),
            factor.path("basis").asText().equals("direct") ? " direct" : "",
            factor.path("assumed").asBoolean() ? " (assumed)" : "",
            spread(factor, "lowestGramsPerKilowattHour", "highestGramsPerKilowattHour"),
            factor.path("estimatedMicrojoules").asLong() > 0 ? ", " + estimated + " estimated" : "",
            Figures.number(factor.path("pue").asDouble()),
            factor.path("pueAssumed").asBoolean() ? " (assumed)" : "",
            factor.path("source").asText());
  }

  String node() {
    JsonNode node = report.path("node");
    long measured = node.path("measuredMicrojoules").asLong();
    long nobody = node.path("unattributedMicrojoules").asLong();
    return "%s measured meanwhile: %s of runs, %s (%s) of nobody"
        .formatted(
            Figures.energy(measured),
            Figures.energy(node.path("attributedMicrojoules").asLong()),
            Figures.energy(nobody),
            Figures.share(nobody, measured));
  }

  List<String> alerts() {
    List<String> lines = new ArrayList<>();
    for (JsonNode alert : report.path("alerts")) {
      long wasted = alert.path("wastedMicrojoules").asLong();
      lines.add(
          "%s: %s%s%s"
              .formatted(
                  alert.path("rule").asText(),
                  alert.path("summary").asText(),
                  wasted > 0 ? " " + Figures.energy(wasted) + " wasted by its count" : "",
                  alert.has("resolved") ? " (over)" : ""));
      if (alert.has("remedy") && !alert.has("resolved")) {
        lines.add("  → " + alert.path("remedy").asText());
      }
    }
    return lines;
  }

  boolean balances() {
    return report.path("booksBalance").asBoolean();
  }

  String books() {
    int checks = report.path("books").size();
    if (balances()) {
      return "balance" + (checks > 0 ? ": %d checks".formatted(checks) : "");
    }
    StringJoiner wrong = new StringJoiner("; ", "do NOT balance: ", "");
    for (JsonNode check : report.path("books")) {
      if (!check.path("balances").asBoolean()) {
        wrong.add(check.path("check").asText() + " (" + check.path("detail").asText() + ")");
      }
    }
    return wrong.toString();
  }
}
