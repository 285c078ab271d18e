package io.trainwatt.collector.sink.influx;

import java.util.Optional;

/**
 * Builds one line of InfluxDB's line protocol. What the protocol cannot carry is left out or
 * replaced here, because servers differ in whether they say so: empty tags and numbers that are not
 * finite are left out, line breaks become spaces, a backslash that ends a tag becomes a slash.
 */
final class LineProtocol {
  private final StringBuilder line;
  private boolean hasField;

  LineProtocol(String measurement) {
    line = new StringBuilder(160).append(escaped(measurement, ", "));
  }

  /** Adds a tag. All tags come before the first field. */
  LineProtocol tag(String name, String value) {
    if (!value.isEmpty()) {
      line.append(',').append(escaped(name, ",= ")).append('=').append(tagValue(value));
    }
    return this;
  }

  LineProtocol field(String name, long value) {
    return raw(name, value + "i");
  }

  LineProtocol field(String name, double value) {
    return Double.isFinite(value) ? raw(name, Double.toString(value)) : this;
  }

  LineProtocol field(String name, boolean value) {
    return raw(name, value ? "true" : "false");
  }

  LineProtocol field(String name, String value) {
    return raw(name, '"' + oneLine(value).replace("\\", "\\\\").replace("\"", "\\\"") + '"');
  }

  /** The line; empty when it has no field, which no server takes. */
  Optional<String> at(long wallMicros) {
    return hasField ? Optional.of(line + " " + wallMicros) : Optional.empty();
  }

  private LineProtocol raw(String name, String value) {
    line.append(hasField ? ',' : ' ').append(escaped(name, ",= ")).append('=').append(value);
    hasField = true;
    return this;
  }

  private static String tagValue(String value) {
    String safe = escaped(value, ",= ");
    return safe.endsWith("\\") ? safe.substring(0, safe.length() - 1) + '/' : safe;
  }

  private static String escaped(String text, String special) {
    StringBuilder safe = new StringBuilder(text.length() + 8);
    String one = oneLine(text);
    for (int i = 0; i < one.length(); i++) {
      char c = one.charAt(i);
      if (special.indexOf(c) >= 0) {
        safe.append('\\');
      }
      safe.append(c);
    }
    return safe.toString();
  }

  private static String oneLine(String text) {
    return text.replace('\n', ' ').replace('\r', ' ').replace('\0', ' ');
  }
}
