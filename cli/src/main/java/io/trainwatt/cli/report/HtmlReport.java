package io.trainwatt.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A report as one page that needs nothing else: no script, no font, no picture from elsewhere, and
 * a policy that forbids all of them. Every text of a run is escaped.
 */
public final class HtmlReport {
  private static final String STYLE = "report.css";

  private final RunFile run;
  private final ReportLines lines;
  private final StringBuilder page = new StringBuilder();

  private HtmlReport(RunFile run) {
    this.run = run;
    this.lines = new ReportLines(run.report());
  }

  /** Lays a report out. */
  public static String of(RunFile run) {
    return new HtmlReport(run).layOut();
  }

  private String layOut() {
    page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.append("<title>Energy of %s</title>\n".formatted(Html.text(lines.title())));
    page.append("<style>\n").append(style()).append("</style>\n</head>\n<body>\n<main>\n");
    head();
    figures();
    drawing("Power over time", Charts.power(run), "the collector keeps no series of it any more");
    drawing("Loss over energy", Charts.loss(run), "the run told no loss that fell");
    parts();
    drawing(
        "CO2 by hour", Charts.carbonByHour(run), "the collector keeps no series of it any more");
    carbon();
    money();
    alerts();
    table();
    foot();
    return page.append("</main>\n</body>\n</html>\n").toString();
  }

  private static String style() {
    try (InputStream in = HtmlReport.class.getResourceAsStream(STYLE)) {
      if (in == null) {
        throw new IllegalStateException(STYLE + " is missing from the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(STYLE, e);
    }
  }

  private void head() {
    page.append("<header>\n<p class=\"kind\">Energy report of a training run</p>\n");
    page.append("<h1>%s</h1>\n<p class=\"labels\">".formatted(Html.text(lines.title())));
    run.run()
        .path("labels")
        .properties()
        .forEach(
            label ->
                page.append(
                    "<span>%s=%s</span>"
                        .formatted(
                            Html.text(label.getKey()), Html.text(label.getValue().asText()))));
    page.append(
        "</p>\n<p class=\"state\">%s · <code>%s</code></p>\n</header>\n"
            .formatted(Html.text(lines.state()), Html.text(lines.id())));
  }

  private void figures() {
    page.append("<section class=\"figures\">\n");
    figure(
        "Energy",
        Figures.energy(run.totalMicrojoules()),
        "± " + Figures.energy(run.plusMinusMicrojoules()),
        FigureTable.qualities(run));
    JsonNode located = run.carbon("location-based");
    if (located.has("grams")) {
      figure(
          "CO2",
          Figures.grams(located.path("grams").asDouble()),
          "± " + Figures.grams(located.path("plusMinusGrams").asDouble()),
          "location-based, "
              + located.path("factors").path(0).path("zoneName").asText()
              + (located.path("factors").path(0).path("assumed").asBoolean() ? ", assumed" : ""));
    }
    each();
    JsonNode wasted = run.efficiency().path("wasted");
    if (wasted.has("share")) {
      figure(
          "Brought nothing",
          String.format(Locale.ROOT, "%.1f %%", 100 * wasted.path("share").asDouble()),
          Figures.energy(wasted.path("microjoules").asLong()),
          "waiting, idle, after the last progress");
    }
    page.append("</section>\n");
  }

  private void each() {
    JsonNode whole = run.efficiency().path("whole");
    String band =
        run.totalMicrojoules() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "± %.0f %%",
                100.0 * run.plusMinusMicrojoules() / run.totalMicrojoules());
    if (whole.has("joulesPerToken")) {
      figure(
          "Each token",
          Figures.joules(whole.path("joulesPerToken").asDouble()),
          band,
          Figures.count(run.report().path("progress").path("tokens").asLong()) + " tokens");
    } else if (whole.has("joulesPerStep")) {
      figure(
          "Each step",
          Figures.joules(whole.path("joulesPerStep").asDouble()),
          band,
          Figures.count(run.report().path("progress").path("steps").asLong()) + " steps");
    }
    JsonNode training = run.efficiency().path("training");
    if (training.has("modelFlopsUtilization")) {
      figure(
          "MFU",
          String.format(
              Locale.ROOT, "%.1f %%", 100 * training.path("modelFlopsUtilization").asDouble()),
          Figures.number(training.path("picojoulesPerFlop").asDouble()) + " pJ an operation",
          run.efficiency().path("operations").asText());
    }
  }

  private void figure(String name, String value, String band, String note) {
    page.append(
        "<div><h2>%s</h2><p class=\"value\">%s</p><p class=\"band\">%s</p><p class=\"note\">%s</p></div>\n"
            .formatted(Html.text(name), Html.text(value), Html.text(band), kept(Html.text(note))));
  }

  /** A number and its sign stay on one line. */
  private static String kept(String text) {
    return text.replace(" %", "\u00a0%");
  }

  private void drawing(String title, Optional<Charts.Drawing> drawing, String why) {
    page.append("<section>\n<h2>%s</h2>\n".formatted(title));
    if (drawing.isEmpty()) {
      page.append("<p class=\"absent\">Not drawn: %s.</p>\n</section>\n".formatted(Html.text(why)));
      return;
    }
    page.append("<figure>").append(drawing.get().svg()).append("<figcaption>");
    legend(drawing.get().legend());
    page.append(
        "<span class=\"note\">%s</span></figcaption></figure>\n</section>\n"
            .formatted(Html.text(drawing.get().note())));
  }

  private void legend(Map<String, String> legend) {
    legend.forEach(
        (name, style) ->
            page.append(
                "<span class=\"key\"><i class=\"%s\"></i>%s</span>"
                    .formatted(style, Html.text(name))));
  }

  private void parts() {
    page.append("<section>\n<h2>Where the energy went</h2>\n");
    bar("by component", lines.parts("byComponent"), "c-");
    bar("by activity", lines.efficiency().activities(), "a-");
    bar("by quality", lines.parts("byQuality"), "q-");
    page.append("</section>\n");
  }

  private void bar(String name, List<ReportLines.Part> parts, String style) {
    if (parts.isEmpty()) {
      return;
    }
    page.append("<h3>%s</h3>\n<div class=\"bar\">".formatted(name));
    for (ReportLines.Part part : parts) {
      double share =
          run.totalMicrojoules() == 0 ? 0 : 100.0 * part.microjoules() / run.totalMicrojoules();
      if (share > 0) {
        page.append(
            String.format(
                Locale.ROOT,
                "<i class=\"%s\" style=\"width:%.3f%%\"></i>",
                style + Html.text(part.name().replace(' ', '-')),
                share));
      }
    }
    page.append("</div>\n<p class=\"keys\">");
    for (ReportLines.Part part : parts) {
      page.append(
          "<span class=\"key\"><i class=\"%s\"></i>%s <b>%s</b> %s</span>"
              .formatted(
                  style + Html.text(part.name().replace(' ', '-')),
                  Html.text(part.name()),
                  Figures.energy(part.microjoules()),
                  Figures.share(part.microjoules(), run.totalMicrojoules())));
    }
    page.append("</p>\n");
  }

  private void carbon() {
    List<String> carbon = lines.carbon();
    if (!carbon.isEmpty()) {
      page.append("<section>\n<h2>CO2, with its factors</h2>\n");
      list(carbon);
      page.append("</section>\n");
    }
  }

  private void money() {
    List<String> listed = new ArrayList<>(lines.cost());
    lines.water().ifPresent(listed::add);
    lines.restated().ifPresent(listed::add);
    if (!listed.isEmpty()) {
      page.append("<section>\n<h2>Money and water</h2>\n");
      list(listed);
      page.append("</section>\n");
    }
  }

  /** Lines that begin with a space say what the line before them is made of. */
  private void list(List<String> listed) {
    page.append("<ul>\n");
    for (String line : listed) {
      page.append(
          "<li%s>%s</li>\n"
              .formatted(line.startsWith(" ") ? " class=\"of\"" : "", Html.text(line.strip())));
    }
    page.append("</ul>\n");
  }

  private void alerts() {
    page.append("<section>\n<h2>Alerts</h2>\n");
    List<String> alerts = lines.alerts();
    if (alerts.isEmpty()) {
      page.append("<p>None.</p>\n");
    } else {
      list(alerts);
    }
    page.append("</section>\n");
  }

  private void table() {
    page.append(
        """
        <section>
        <h2>Every figure, how it was got and how to get it again</h2>
        <div class="wide"><table>
        <thead><tr><th>figure</th><th class="n">value</th><th class="n">± (k = 2)</th><th>quality</th><th>method</th><th>recompute</th></tr></thead>
        <tbody>
        """);
    for (FigureRow row : FigureTable.of(run)) {
      page.append(
          "<tr><th>%s</th><td class=\"n\">%s %s</td><td class=\"n\">%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
              .formatted(
                  Html.text(row.figure()),
                  Html.text(shown(row.value())),
                  Html.text(row.unit()),
                  row.plusMinus().isPresent()
                      ? Html.text(shown(row.plusMinus().getAsDouble()))
                      : "",
                  kept(Html.text(row.quality())),
                  Html.text(row.method()),
                  Html.text(row.recompute())));
    }
    page.append("</tbody>\n</table></div>\n</section>\n");
  }

  private static String shown(double value) {
    double size = Math.abs(value);
    return size != 0 && (size < 1e-3 || size >= 1e7)
        ? String.format(Locale.ROOT, "%.3e", value)
        : Figures.number(value);
  }

  private void foot() {
    page.append("<footer>\n<p>%s</p>\n".formatted(Html.text(lines.node())));
    page.append("<p>Books: %s.</p>\n".formatted(Html.text(lines.books())));
    page.append(
        "<p>As of %s, by Trainwatt. The same as numbers: <code>trainwatt report %s --format json</code>, <code>--format csv</code>. From the records again: <code>--recompute</code>.</p>\n</footer>\n"
            .formatted(Html.text(run.run().path("asOf").asText()), Html.text(lines.id())));
  }
}
