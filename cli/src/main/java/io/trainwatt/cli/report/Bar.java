package io.trainwatt.cli.report;

/** A share as a picture. */
final class Bar {
  private static final int COLUMNS = 24;

  private Bar() {}

  static String of(long part, long whole) {
    long eighths = whole == 0 ? 0 : Math.round(8.0 * COLUMNS * part / whole);
    int full = (int) (eighths / 8);
    int rest = (int) (eighths % 8);
    StringBuilder bar = new StringBuilder("█".repeat(full));
    if (rest > 0) {
      bar.append((char) ('█' + 8 - rest));
      full++;
    }
    return bar + " ".repeat(Math.max(0, COLUMNS - full));
  }
}
