package io.trainwatt.collector.live.rest;

/** The query parameter {@code since}. */
final class Since {
  private Since() {}

  static long micros(String text) {
    if (text.isEmpty()) {
      return Long.MIN_VALUE;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw Problem.wrongUse(
          "since is \"" + text + "\"", "give microseconds since 1970 UTC as a whole number");
    }
  }
}
