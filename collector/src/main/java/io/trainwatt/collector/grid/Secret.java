package io.trainwatt.collector.grid;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A key in a file of its own, read each time anew, so that it can be changed at any time. */
record Secret(Path file) {
  private static final int LONGEST = 1 << 14;

  /** The key without the white space around it. */
  String read() throws SourceFailed {
    try {
      if (Files.size(file) > LONGEST) {
        throw new SourceFailed("no key", file + " is longer than " + LONGEST + " bytes");
      }
      String key = Files.readString(file, StandardCharsets.UTF_8).strip();
      if (key.isEmpty()) {
        throw new SourceFailed("no key", file + " is empty");
      }
      return key;
    } catch (IOException e) {
      throw new SourceFailed("no key", file + " cannot be read");
    }
  }
}
