package io.trainwatt.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Paint;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report for a terminal. */
public final class TextReport {
  private static final int SHORTEST_NAME = 12;

  private final ReportLines lines;
  private final Paint paint;
  private final StringBuilder text = new StringBuilder();

  private TextReport(ReportLines lines, Paint paint) {
    this.lines = lines;
    this.paint = paint;
  }

  /**
   * Lays a report out.
   *
   * @param report as REST has it
   */
  public static String of(JsonNode report, Paint paint) {
    return new TextReport(new ReportLines(report), paint).layOut();
  }

  private String layOut() {
    text.append('\n');
    String labels = lines.labels();
    text.append(
        "  %s  %s%s\n"
            .formatted(
                paint.bold(lines.title()),
                paint.dim(lines.id()),
                labels.isEmpty() ? "" : "  " + paint.cyan(labels)));
    text.append("  ").append(paint.dim(lines.state())).append("\n\n");
    row("Energy", paint.bold(lines.energy()));
    EfficiencyLines efficiency = lines.efficiency();
    Map<String, List<ReportLines.Part>> shares = new LinkedHashMap<>();
    shares.put("component", lines.parts("byComponent"));
    shares.put("quality", lines.parts("byQuality"));
    shares.put("went into", efficiency.activities());
    int width = longestName(shares.values());
    shares.forEach((name, parts) -> parts(name, parts, width));
    text.append('\n');
    lines.progress().ifPresent(line -> row("Progress", line));
    efficiency.each().ifPresent(line -> row("Energy for", paint.bold(line)));
    efficiency.wasted().ifPresent(line -> row("Wasted", line));
    rows("Loss", efficiency.losses());
    rows("Compute", efficiency.compute());
    efficiency.ranks().ifPresent(line -> row("Ranks", line));
    rows("Forecast", lines.forecast());
    rows("CO2", lines.carbon());
    lines.restated().ifPresent(line -> row("Restated", line));
    rows("Cost", lines.cost());
    lines.water().ifPresent(line -> row("Water", line));
    row("Node", lines.node());
    List<String> alerts = lines.alerts();
    rows("Alerts", alerts.isEmpty() ? List.of("none") : alerts);
    row(
        "Books",
        lines.balances() ? paint.green("✓ ") + lines.books() : paint.red("✗ " + lines.books()));
    return text.append('\n').toString();
  }

  // One width for all of them, so that bars stand under bars.
  private static int longestName(Collection<List<ReportLines.Part>> shares) {
    return shares.stream()
        .flatMap(List::stream)
        .mapToInt(part -> part.name().length())
        .reduce(SHORTEST_NAME, Math::max);
  }

  private void parts(String name, List<ReportLines.Part> parts, int width) {
    boolean first = true;
    for (ReportLines.Part part : parts) {
      row(
          "",
          "%s%s %s %9s  %5s"
              .formatted(
                  paint.dim("%-11s".formatted(first ? name : "")),
                  ("%-" + width + "s").formatted(part.name()),
                  paint.cyan(Bar.of(part.microjoules(), lines.total())),
                  Figures.energy(part.microjoules()),
                  Figures.share(part.microjoules(), lines.total())));
      first = false;
    }
  }

  private void rows(String name, List<String> values) {
    String heading = name;
    for (String value : values) {
      row(heading, value);
      heading = "";
    }
  }

  private void row(String name, String value) {
    text.append("  ").append(paint.dim("%-12s".formatted(name))).append(value).append('\n');
  }
}
