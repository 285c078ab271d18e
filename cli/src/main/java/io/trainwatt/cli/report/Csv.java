package io.trainwatt.cli.report;

import java.util.List;

/**
 * Rows as RFC 4180 has them. A cell that a spreadsheet would run as a formula gets an apostrophe
 * before it: names and labels come from anybody.
 */
final class Csv {
  private static final String FORMULA = "=+-@\t\r";

  private final StringBuilder text = new StringBuilder();

  /** Adds a row of texts. */
  Csv row(List<String> cells) {
    text.append(String.join(",", cells.stream().map(Csv::cell).toList())).append("\r\n");
    return this;
  }

  private static String cell(String value) {
    String safe = value;
    if (!value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0 && !isNumber(value)) {
      safe = "'" + value;
    }
    boolean quoted = safe.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  private static boolean isNumber(String value) {
    return value.matches("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
