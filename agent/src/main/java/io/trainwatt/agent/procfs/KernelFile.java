package io.trainwatt.agent.procfs;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads small kernel files into one buffer that is used again, so that a file read every second
 * leaves almost nothing behind. Used by one thread.
 */
public final class KernelFile {
  private final byte[] buffer;
  private int length;

  /**
   * @param capacity how much of a file is looked at, in bytes; what is beyond is not read
   */
  public KernelFile(int capacity) {
    buffer = new byte[capacity];
  }

  /**
   * Reads a file's beginning.
   *
   * @throws IOException if it is gone, forbidden or the kernel refuses
   */
  public void read(String path) throws IOException {
    length = 0;
    try (FileInputStream in = new FileInputStream(path)) {
      int got = in.read(buffer, 0, buffer.length);
      while (got > 0) {
        length += got;
        got = length < buffer.length ? in.read(buffer, length, buffer.length - length) : -1;
      }
    }
  }

  /** How many bytes the last read gave. */
  public int length() {
    return length;
  }

  /** The byte at a place, or 0 beyond the end. */
  public byte at(int index) {
    return index < length ? buffer[index] : 0;
  }

  /** Where a byte is last seen, or -1. */
  public int lastIndexOf(char wanted) {
    int index = length - 1;
    while (index >= 0 && buffer[index] != wanted) {
      index--;
    }
    return index;
  }

  /** What was read between two places. */
  public String text(int start, int end) {
    return new String(buffer, start, Math.min(end, length) - start, StandardCharsets.UTF_8);
  }

  /** Everything that was read. */
  public String text() {
    return new String(buffer, 0, length, StandardCharsets.UTF_8);
  }
}
