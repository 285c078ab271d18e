package io.trainwatt.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Paint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A comparison for a terminal. */
public final class ComparisonText {
  private static final int LONGEST_NAME = 26;
  private static final int MOST_RUNS = 20;

  private final JsonNode comparison;
  private final Paint paint;
  private final StringBuilder text = new StringBuilder();

  private ComparisonText(JsonNode comparison, Paint paint) {
    this.comparison = comparison;
    this.paint = paint;
  }

  /**
   * Lays a comparison out.
   *
   * @param comparison as REST has it
   */
  public static String of(JsonNode comparison, Paint paint) {
    return new ComparisonText(comparison, paint).layOut();
  }

  private String layOut() {
    text.append('\n');
    if (comparison.has("targetLoss")) {
      target();
      groups();
    } else {
      text.append("  No run told a %s loss.\n".formatted(comparison.path("metric").asText()));
    }
    runs();
    reservations();
    return text.append('\n').toString();
  }

  private void target() {
    text.append("  To a %s loss of ".formatted(comparison.path("metric").asText()))
        .append(paint.bold(Figures.number(comparison.path("targetLoss").asDouble())))
        .append(comparison.path("targetChosen").asBoolean() ? chosen() : "")
        .append("\n\n");
  }

  private String chosen() {
    boolean all = true;
    for (JsonNode run : comparison.path("runs")) {
      all &= run.has("bestLoss");
    }
    return ", the highest of the best losses: every run %scame to it"
        .formatted(all ? "" : "that told one ");
  }

  private void groups() {
    List<List<String>> rows = new ArrayList<>();
    String base = comparison.path("groups").path(0).path("name").asText();
    rows.add(
        List.of(
            comparison.path("by").asText("run").toUpperCase(Locale.ROOT),
            "RUNS",
            "ENERGY",
            "TIME",
            "CO2",
            comparison.path("currency").asText("MONEY"),
            "AGAINST " + shortened(base)));
    for (JsonNode group : comparison.path("groups")) {
      rows.add(
          List.of(
              shortened(group.path("name").asText()),
              group.path("reached").asInt() == group.path("runs").asInt()
                  ? group.path("runs").asText()
                  : group.path("reached").asText() + " of " + group.path("runs").asText(),
              interval(group.path("microjoules"), value -> Figures.energy(Math.round(value))),
              interval(group.path("seconds"), ComparisonText::time),
              interval(group.path("grams"), Figures::grams),
              interval(group.path("money"), Figures::money),
              ratio(group.path("ratio"))));
    }
    table(rows);
  }

  private interface Shown {
    String of(double value);
  }

  private static String interval(JsonNode interval, Shown shown) {
    if (interval.isMissingNode()) {
      return "–";
    }
    double mean = interval.path("mean").asDouble();
    return interval.has("high")
        ? shown.of(mean) + " ± " + shown.of(interval.path("high").asDouble() - mean)
        : shown.of(mean);
  }

  private static String ratio(JsonNode ratio) {
    if (ratio.isMissingNode()) {
      return "";
    }
    String times = "× " + Figures.number(ratio.path("mean").asDouble());
    if (!ratio.has("low")) {
      return times + "  one run: may be chance";
    }
    double low = ratio.path("low").asDouble();
    double high = ratio.path("high").asDouble();
    String verdict = high < 1 ? "less" : low > 1 ? "more" : "no difference shown";
    return "%s (%s to %s)  %s".formatted(times, Figures.number(low), Figures.number(high), verdict);
  }

  private static String time(double seconds) {
    return seconds < 60
        ? Figures.number(seconds) + " s"
        : Figures.duration(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  private void runs() {
    text.append("\n  What each came to; ● no other run used less and came lower\n\n");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "RUN", "GROUP", "ENERGY", "BEST LOSS", "TIME", "CO2"));
    int left = comparison.path("runs").size() - MOST_RUNS;
    for (JsonNode run : comparison.path("runs")) {
      if (rows.size() > MOST_RUNS) {
        break;
      }
      rows.add(
          List.of(
              run.path("onFront").asBoolean() ? "●" : "",
              shortened(run.path("name").asText()),
              shortened(run.path("group").asText()),
              Figures.energy(
                  run.path("totalMicrojoules").asLong(), run.path("plusMinusMicrojoules").asLong()),
              Figures.loss(run.path("bestLoss")),
              time(run.path("totalSeconds").asDouble()),
              run.has("totalGrams") ? Figures.grams(run.path("totalGrams").asDouble()) : "–"));
    }
    table(rows);
    if (left > 0) {
      text.append("  and %d more: --json has all\n".formatted(left));
    }
  }

  private void reservations() {
    if (comparison.path("reservations").isEmpty()) {
      return;
    }
    text.append('\n');
    for (JsonNode reservation : comparison.path("reservations")) {
      text.append("  ")
          .append(paint.yellow(reservation.path("about").asText() + ": "))
          .append(reservation.path("detail").asText())
          .append('\n');
    }
  }

  // The first row is the heading; columns are as wide as their widest cell. One of which nothing is
  // known is left out.
  private void table(List<List<String>> all) {
    List<List<String>> rows = known(all);
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], Paint.width(row.get(i)));
      }
    }
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = rows.get(r).get(i);
        line.append(cell).append(" ".repeat(widths[i] - Paint.width(cell) + 2));
      }
      String shown = line.toString().stripTrailing();
      text.append("  ").append(r == 0 ? paint.dim(shown) : shown).append('\n');
    }
  }

  private static List<List<String>> known(List<List<String>> rows) {
    List<List<String>> kept = new ArrayList<>();
    for (List<String> row : rows) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        if (rows.stream().skip(1).anyMatch(other -> !other.get(column).equals("–"))) {
          cells.add(row.get(i));
        }
      }
      kept.add(cells);
    }
    return kept;
  }

  private static String shortened(String name) {
    return name.codePointCount(0, name.length()) <= LONGEST_NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME - 1)) + "…";
  }
}
