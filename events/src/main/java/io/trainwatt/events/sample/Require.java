package io.trainwatt.events.sample;

/** What every record of a sample demands of its fields; the message names the wire's field. */
final class Require {
  private Require() {}

  static String text(String field, String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(field + " is empty");
    }
    return value;
  }

  static long notNegative(String field, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(field + " is negative: " + value);
    }
    return value;
  }
}
