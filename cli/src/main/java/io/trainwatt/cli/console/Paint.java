package io.trainwatt.cli.console;

/**
 * Colours where they are shown, plain text elsewhere.
 *
 * @param enabled whether escape sequences are written
 */
public record Paint(boolean enabled) {

  /** Colours on a terminal. */
  public static Paint when(boolean terminal) {
    return new Paint(terminal);
  }

  public String bold(String text) {
    return in("1", text);
  }

  public String dim(String text) {
    return in("2", text);
  }

  public String red(String text) {
    return in("31", text);
  }

  public String green(String text) {
    return in("32", text);
  }

  public String yellow(String text) {
    return in("33", text);
  }

  public String cyan(String text) {
    return in("36", text);
  }

  private String in(String code, String text) {
    return enabled ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /** Columns a text takes, escape sequences apart. */
  public static int width(String text) {
    String shown = text.replaceAll("\u001b\\[[0-9;]*m", "");
    return shown.codePointCount(0, shown.length());
  }
}
