package io.trainwatt.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What Annex XI of Regulation (EU) 2024/1689 (AI Act) asks of computational resources and energy in
 * its Section 1, points 2 (d) and (e), as Markdown. The other points are the provider's to write.
 */
public final class AnnexXiSheet {
  private static final String ASKED = "_to be filled in by the provider_";

  private final RunFile run;
  private final StringBuilder text = new StringBuilder();

  private AnnexXiSheet(RunFile run) {
    this.run = run;
  }

  /** Lays the sheet out. */
  public static String of(RunFile run) {
    return new AnnexXiSheet(run).layOut();
  }

  private String layOut() {
    ReportLines lines = new ReportLines(run.report());
    text.append("# Energy sheet for the technical documentation of a general-purpose AI model\n\n");
    text.append(
        """
        Regulation (EU) 2024/1689, Article 53(1)(a), Annex XI, Section 1, points 2(d) and 2(e). One training
        run; a model that was trained in several needs the sum over all of them, with those that were given up.

        """);
    head("Model and run");
    row("model", run.label("model").isEmpty() ? ASKED : Markdown.cell(run.label("model")));
    row("provider", ASKED);
    row("run", Markdown.cell(run.name()) + " (`" + Markdown.code(run.id()) + "`)");
    row("labels", Markdown.cell(lines.labels()));
    row("state", Markdown.cell(lines.state()));
    row("from", run.run().path("startedAt").asText());
    row("to", run.run().path("endedAt").asText(run.run().path("asOf").asText()));
    resources(lines);
    energy(lines);
    text.append(
        "\n## Recompute\n\n`trainwatt report %s --format json` has every number; `--format csv` has each with its quality, method and\n"
            .formatted(Markdown.code(run.id())));
    text.append("the way to get it again.\n");
    return text.toString();
  }

  private void resources(ReportLines lines) {
    head("2(d) Computational resources");
    JsonNode efficiency = run.efficiency();
    row("parameters", count(efficiency.path("parameters")));
    if (efficiency.has("activeParameters")) {
      row("active parameters", count(efficiency.path("activeParameters")));
    }
    row("training tokens", count(run.report().path("progress").path("tokens")));
    row("floating-point operations", operations());
    row("operations known from", Markdown.cell(efficiency.path("operations").asText("not known")));
    row("training time", trainingTime());
    Map<String, Integer> hardware = hardware();
    if (hardware.isEmpty()) {
      row("hardware", ASKED);
    }
    hardware.forEach((model, devices) -> row("hardware", devices + " × " + Markdown.cell(model)));
    lines.progress().ifPresent(progress -> row("outcome", Markdown.cell(progress)));
  }

  private String operations() {
    JsonNode training = run.efficiency().path("training");
    if (!training.has("picojoulesPerFlop")) {
      return "not known";
    }
    double operations =
        training.path("microjoules").asDouble()
            * 1e6
            / training.path("picojoulesPerFlop").asDouble();
    return String.format(Locale.ROOT, "%.4g", operations);
  }

  private String trainingTime() {
    for (JsonNode spent : run.efficiency().path("activities")) {
      if (spent.path("activity").asText().equals("training")) {
        return Figures.duration(
            Duration.ofMillis(Math.round(spent.path("seconds").asDouble() * 1000)));
      }
    }
    return "not known";
  }

  private Map<String, Integer> hardware() {
    Map<String, Integer> models = new LinkedHashMap<>();
    for (JsonNode device : run.energy().path("byDevice")) {
      if (device.path("inTotal").asBoolean()) {
        String model =
            run.device(device.path("node").asText(), device.path("device").asText())
                .path("model")
                .asText("");
        if (!model.isEmpty()) {
          models.merge(model, 1, Integer::sum);
        }
      }
    }
    return models;
  }

  private void energy(ReportLines lines) {
    head("2(e) Energy consumption");
    long modelled = run.energy().path("byQuality").path("modelled").asLong();
    row(
        "known or estimated",
        modelled == 0
            ? "known: measured on all devices in the total"
            : modelled == run.totalMicrojoules()
                ? "estimated: modelled from utilisation"
                : "known in part: "
                    + Figures.share(modelled, run.totalMicrojoules())
                    + " modelled");
    row(
        "energy",
        "**"
            + Figures.wattHours(run.totalMicrojoules())
            + "** ± "
            + Figures.wattHours(run.plusMinusMicrojoules())
            + " (k = 2)");
    row("by quality", Markdown.cell(FigureTable.qualities(run)));
    for (ReportLines.Part part : lines.parts("byComponent")) {
      row("of it, " + part.name(), Figures.wattHours(part.microjoules()));
    }
    row(
        "boundary",
        "IT equipment as listed, idle share of the run included; without cooling and power distribution (PUE), network and storage elsewhere");
    for (String carbon : lines.carbon()) {
      row("CO2", Markdown.cell(carbon.strip()));
    }
  }

  private static String count(JsonNode number) {
    return number.isNumber() ? Figures.count(number.asLong()) : "not known";
  }

  private void head(String title) {
    text.append("\n## %s\n\n| | |\n| --- | --- |\n".formatted(title));
  }

  private void row(String name, String value) {
    text.append("| %s | %s |\n".formatted(name, value));
  }
}
