package io.trainwatt.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/** The sentences about what a run's energy went into. What is not known has no sentence. */
final class EfficiencyLines {
  private final JsonNode report;
  private final JsonNode efficiency;

  EfficiencyLines(JsonNode report) {
    this.report = report;
    this.efficiency = report.path("efficiency");
  }

  /** Joules for a token, a step and a sample, over the whole run and lately. */
  Optional<String> each() {
    StringJoiner joiner = new StringJoiner(", ");
    each(report, joiner);
    if (efficiency.path("whole").has("joulesPerSample")) {
      double joules = efficiency.path("whole").path("joulesPerSample").asDouble();
      joiner.add(Figures.joules(joules) + " a sample");
    }
    StringJoiner lately = new StringJoiner(", ", " (lately ", ")");
    lately.setEmptyValue("");
    each(efficiency.path("recent"), lately);
    return joiner.length() == 0 ? Optional.empty() : Optional.of(joiner.toString() + lately);
  }

  private static void each(JsonNode figures, StringJoiner joiner) {
    if (figures.has("joulesPerToken")) {
      joiner.add(Figures.joules(figures.path("joulesPerToken").asDouble()) + " a token");
    }
    if (figures.has("joulesPerStep")) {
      joiner.add(Figures.joules(figures.path("joulesPerStep").asDouble()) + " a step");
    }
  }

  /** Activities, largest first. */
  List<ReportLines.Part> activities() {
    List<ReportLines.Part> parts = new ArrayList<>();
    for (JsonNode spent : efficiency.path("activities")) {
      parts.add(
          new ReportLines.Part(
              words(spent.path("activity").asText()), spent.path("microjoules").asLong()));
    }
    parts.sort((a, b) -> Long.compare(b.microjoules(), a.microjoules()));
    return parts;
  }

  /** What brought nothing, and on what it went. */
  Optional<String> wasted() {
    JsonNode wasted = efficiency.path("wasted");
    if (wasted.isMissingNode()) {
      return Optional.empty();
    }
    StringJoiner on = new StringJoiner(", ", ": ", "");
    on.setEmptyValue(": nothing idle, waiting or after its last progress");
    wasted
        .path("on")
        .properties()
        .forEach(
            part -> {
              if (part.getValue().asLong() > 0) {
                on.add(Figures.energy(part.getValue().asLong()) + " " + words(part.getKey()));
              }
            });
    return Optional.of(
        "%s, %s of all%s"
            .formatted(
                Figures.energy(wasted.path("microjoules").asLong()),
                percent(wasted.path("share").asDouble()),
                on));
  }

  /** How well the accelerators were used, and how much the model has seen. */
  List<String> compute() {
    List<String> lines = new ArrayList<>();
    JsonNode training = efficiency.path("training");
    if (training.has("picojoulesPerFlop")) {
      String use =
          training.has("modelFlopsUtilization")
              ? ", %s of what the devices could have done (MFU)"
                  .formatted(percent(training.path("modelFlopsUtilization").asDouble()))
              : "";
      lines.add(
          "%s pJ for an operation%s; operations: %s"
              .formatted(
                  Figures.number(training.path("picojoulesPerFlop").asDouble()),
                  use,
                  efficiency.path("operations").asText()));
    }
    if (efficiency.has("tokensPerParameter")) {
      lines.add(
          "%s tokens a parameter%s (%.0f would be compute-optimal%s: a reference, no verdict)"
              .formatted(
                  Figures.number(efficiency.path("tokensPerParameter").asDouble()),
                  efficiency.has("activeParameters") ? ", " + anActiveOne() : "",
                  efficiency.path("computeOptimalTokensPerParameter").asDouble(),
                  efficiency.has("activeParameters") ? " for a dense model" : ""));
    }
    return lines;
  }

  private String anActiveOne() {
    double tokens =
        efficiency.path("tokensPerParameter").asDouble() * efficiency.path("parameters").asLong();
    return Figures.number(tokens / efficiency.path("activeParameters").asLong()) + " an active one";
  }

  /** What a falling loss cost. */
  List<String> losses() {
    List<String> lines = new ArrayList<>();
    for (JsonNode loss : efficiency.path("losses")) {
      StringBuilder line =
          new StringBuilder(
              "%s %s (first) → %s (lowest%s)"
                  .formatted(
                      loss.path("metric").asText(),
                      Figures.number(loss.path("first").asDouble()),
                      Figures.number(loss.path("best").asDouble()),
                      loss.path("metric").asText().equals("training") ? ", smoothed" : ""));
      if (loss.has("joulesPerUnit")) {
        line.append(": ")
            .append(Figures.joules(loss.path("joulesPerUnit").asDouble()))
            .append(" a unit");
      }
      if (loss.has("lastPercentMicrojoules")) {
        line.append(", the last 1 % took ")
            .append(Figures.energy(loss.path("lastPercentMicrojoules").asLong()));
      }
      lines.add(
          line.append(", ")
              .append(Figures.energy(loss.path("sinceBestMicrojoules").asLong()))
              .append(" since")
              .toString());
    }
    return lines;
  }

  /** Slowest and fastest rank, where there are several. */
  Optional<String> ranks() {
    JsonNode slowest = null;
    JsonNode fastest = null;
    for (JsonNode rank : efficiency.path("ranks")) {
      if (rank.has("secondsPerStep")) {
        slowest = slowest == null || seconds(rank) > seconds(slowest) ? rank : slowest;
        fastest = fastest == null || seconds(rank) < seconds(fastest) ? rank : fastest;
      }
    }
    if (slowest == null || fastest == null || efficiency.path("ranks").size() < 2) {
      return Optional.empty();
    }
    return Optional.of("slowest %s, fastest %s".formatted(rank(slowest), rank(fastest)));
  }

  private static double seconds(JsonNode rank) {
    return rank.path("secondsPerStep").asDouble();
  }

  private static String rank(JsonNode rank) {
    return "%s s a step (rank %d on %s)"
        .formatted(
            Figures.number(seconds(rank)), rank.path("rank").asInt(), rank.path("node").asText());
  }

  private static String words(String hyphenated) {
    return hyphenated.replace('-', ' ');
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
