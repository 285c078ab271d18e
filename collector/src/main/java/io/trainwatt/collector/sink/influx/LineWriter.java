package io.trainwatt.collector.sink.influx;

import java.util.List;

/** Writes lines and waits for the server's word. */
@FunctionalInterface
interface LineWriter extends AutoCloseable {

  /** Writes all lines in one request. */
  WriteResult write(List<String> lines);

  @Override
  default void close() {
    // Most hold nothing open.
  }

  /** The writer of a configuration. */
  static LineWriter of(InfluxConfig config) {
    return switch (config.api()) {
      case V1 -> new V1Writer(config);
      case V2 -> new InfluxWriter(config);
    };
  }
}
