package io.trainwatt.cli.report;

/** Texts of anybody, made harmless in Markdown: no markup, no HTML, no second cell or line. */
final class Markdown {
  private static final String SPECIAL = "\\`*_{}[]<>#|!~";

  private Markdown() {}

  /** In a cell of a table or a heading. */
  static String cell(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 8);
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                safe.append(' ');
              } else if (c == '<') {
                safe.append("&lt;");
              } else if (c == '&') {
                safe.append("&amp;");
              } else {
                if (SPECIAL.indexOf(c) >= 0) {
                  safe.append('\\');
                }
                safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }

  /** Between backticks in a cell. */
  static String code(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> c != '`' && c != '|' && !Character.isISOControl(c))
        .forEach(safe::appendCodePoint);
    return safe.toString();
  }
}
