package io.trainwatt.collector.sink.influx;

import java.util.List;

/** Writes lines and waits for the server's word. */
@FunctionalInterface
interface LineWriter {

  /** Writes all lines in one request. */
  WriteResult write(List<String> lines);
}
