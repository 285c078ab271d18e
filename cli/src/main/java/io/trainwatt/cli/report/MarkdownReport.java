package io.trainwatt.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A report as Markdown, to be kept beside a training's other results. */
public final class MarkdownReport {
  private final RunFile run;
  private final ReportLines lines;
  private final StringBuilder text = new StringBuilder();

  private MarkdownReport(RunFile run) {
    this.run = run;
    this.lines = new ReportLines(run.report());
  }

  /** Lays a report out. */
  public static String of(RunFile run) {
    return new MarkdownReport(run).layOut();
  }

  private String layOut() {
    text.append("# Energy of run %s\n\n".formatted(Markdown.cell(lines.title())));
    text.append("| | |\n| --- | --- |\n");
    raw("run", "`" + Markdown.code(lines.id()) + "`");
    if (!lines.labels().isEmpty()) {
      row("labels", lines.labels());
    }
    row("state", lines.state());
    raw("energy", "**" + lines.energy() + "**");
    row("quality", FigureTable.qualities(run));
    lines.progress().ifPresent(line -> row("progress", line));
    EfficiencyLines efficiency = lines.efficiency();
    efficiency.each().ifPresent(line -> row("energy for", line));
    efficiency.wasted().ifPresent(line -> row("wasted", line));
    rows("loss", efficiency.losses());
    rows("compute", efficiency.compute());
    efficiency.ranks().ifPresent(line -> row("ranks", line));
    rows("forecast", lines.forecast());
    rows("CO2", lines.carbon());
    lines.restated().ifPresent(line -> row("restated", line));
    rows("cost", lines.cost());
    lines.water().ifPresent(line -> row("water", line));
    row("node", lines.node());
    rows("alerts", lines.alerts().isEmpty() ? List.of("none") : lines.alerts());
    row("books", lines.books());
    parts("quality", lines.parts("byQuality"));
    parts("component", lines.parts("byComponent"));
    parts("went into", efficiency.activities());
    devices();
    methods();
    return text.toString();
  }

  private void rows(String name, List<String> values) {
    if (!values.isEmpty()) {
      raw(name, String.join("<br>", values.stream().map(Markdown::cell).toList()));
    }
  }

  private void parts(String name, List<ReportLines.Part> parts) {
    if (parts.isEmpty()) {
      return;
    }
    text.append("\n| %s | energy | share |\n| --- | ---: | ---: |\n".formatted(name));
    for (ReportLines.Part part : parts) {
      text.append(
          "| %s | %s | %s |\n"
              .formatted(
                  part.name(),
                  Figures.energy(part.microjoules()),
                  Figures.share(part.microjoules(), lines.total())));
    }
  }

  private void devices() {
    JsonNode devices = lines.report().path("energy").path("byDevice");
    if (devices.isEmpty()) {
      return;
    }
    text.append("\n| node | device | quality | energy | error (k = 2) | in the total |\n");
    text.append("| --- | --- | --- | ---: | ---: | --- |\n");
    for (JsonNode device : devices) {
      text.append(
          "| %s | %s | %s | %s | ± %s | %s |\n"
              .formatted(
                  Markdown.cell(device.path("node").asText()),
                  Markdown.cell(device.path("device").asText()),
                  device.path("quality").asText(),
                  Figures.energy(device.path("microjoules").asLong()),
                  Figures.percent(device.path("errorPpm").asLong()),
                  device.path("inTotal").asBoolean() ? "yes" : "no"));
    }
  }

  // How each figure of the devices was got, and the way to get all of them again.
  private void methods() {
    text.append("\n");
    for (JsonNode device : run.energy().path("byDevice")) {
      String name = device.path("device").asText();
      String method = run.device(device.path("node").asText(), name).path("method").asText("");
      if (!method.isEmpty()) {
        text.append("- %s: %s\n".formatted(Markdown.cell(name), Markdown.cell(method)));
      }
    }
    text.append(
        "- every figure with its band, quality, method and how to get it again: `trainwatt report %s --format csv`\n"
            .formatted(Markdown.code(lines.id())));
  }

  private void row(String name, String value) {
    raw(name, Markdown.cell(value));
  }

  private void raw(String name, String value) {
    text.append("| %s | %s |\n".formatted(name, value));
  }
}
