package io.trainwatt.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A report as Markdown, to be kept beside a training's other results. */
public final class MarkdownReport {
  private final ReportLines lines;
  private final StringBuilder text = new StringBuilder();

  private MarkdownReport(ReportLines lines) {
    this.lines = lines;
  }

  /**
   * Lays a report out.
   *
   * @param report as REST has it
   */
  public static String of(JsonNode report) {
    return new MarkdownReport(new ReportLines(report)).layOut();
  }

  private String layOut() {
    text.append("# Energy of run %s\n\n".formatted(plain(lines.title())));
    text.append("| | |\n| --- | --- |\n");
    row("run", "`" + lines.id() + "`");
    if (!lines.labels().isEmpty()) {
      row("labels", lines.labels());
    }
    row("state", lines.state());
    row("energy", "**" + lines.energy() + "**");
    lines.progress().ifPresent(line -> row("progress", line));
    EfficiencyLines efficiency = lines.efficiency();
    efficiency.each().ifPresent(line -> row("energy for", line));
    efficiency.wasted().ifPresent(line -> row("wasted", line));
    rows("loss", efficiency.losses());
    rows("compute", efficiency.compute());
    efficiency.ranks().ifPresent(line -> row("ranks", line));
    rows("CO2", lines.carbon());
    row("node", lines.node());
    row("alerts", lines.alerts().isEmpty() ? "none" : String.join("<br>", lines.alerts()));
    row("books", lines.books());
    parts("quality", lines.parts("byQuality"));
    parts("component", lines.parts("byComponent"));
    parts("went into", efficiency.activities());
    devices();
    return text.toString();
  }

  private void rows(String name, List<String> values) {
    if (!values.isEmpty()) {
      row(name, String.join("<br>", values));
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
                  plain(device.path("node").asText()),
                  plain(device.path("device").asText()),
                  device.path("quality").asText(),
                  Figures.energy(device.path("microjoules").asLong()),
                  Figures.percent(device.path("errorPpm").asLong()),
                  device.path("inTotal").asBoolean() ? "yes" : "no"));
    }
  }

  private void row(String name, String value) {
    text.append("| %s | %s |\n".formatted(name, plain(value)));
  }

  /** A bar in a name would end its cell. */
  private static String plain(String value) {
    return value.replace("|", "\\|");
  }
}
