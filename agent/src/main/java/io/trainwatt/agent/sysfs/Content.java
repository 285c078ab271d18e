package io.trainwatt.agent.sysfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * What an attribute held when it was last read. One is used again and again for all attributes of a
 * sensor, so that reading leaves nothing behind. Used by one thread at a time.
 */
public final class Content {
  /** Longer than any text attribute that is read here. */
  public static final int TEXT_BYTES = 2_048;

  /** The kernel gives no attribute more than a page. */
  public static final int BINARY_BYTES = 4_096;

  private static final int LONGEST_NUMBER = 19;
  private static final int SHOWN = 40;
  private static final int PRINTABLE_END = 0x7f;

  private final ByteBuffer buffer;

  /**
   * @param bytes what is longer is refused
   */
  public Content(int bytes) {
    buffer = ByteBuffer.allocateDirect(bytes + 1).order(ByteOrder.LITTLE_ENDIAN);
    buffer.limit(0);
  }

  /** For texts and numbers. */
  public static Content ofText() {
    return new Content(TEXT_BYTES);
  }

  void fill(FileChannel channel) throws IOException {
    buffer.clear();
    try {
      // One pread: the kernel makes an attribute anew at offset 0 and gives all of it at once.
      channel.read(buffer, 0);
    } finally {
      buffer.flip();
    }
    if (buffer.limit() == buffer.capacity()) {
      buffer.limit(0);
      throw new IOException("longer than %d bytes".formatted(buffer.capacity() - 1));
    }
  }

  /** How many bytes there are. */
  public int length() {
    return buffer.limit();
  }

  /** The bytes, little-endian, from 0 to {@link #length()}; valid until the next read. */
  public ByteBuffer bytes() {
    return buffer;
  }

  /** Without the white space around it. */
  public String text() {
    byte[] bytes = new byte[buffer.limit()];
    buffer.get(0, bytes);
    return new String(bytes, StandardCharsets.UTF_8).strip();
  }

  /**
   * One whole number, zero or more, with nothing but white space after it.
   *
   * @throws IOException if it is anything else, or above 2^63 - 1
   */
  public long number() throws IOException {
    return digits(0, trimmedEnd());
  }

  /**
   * The first word as one whole number, zero or more, whatever follows.
   *
   * @throws IOException if it is anything else, or above 2^63 - 1
   */
  public long firstNumber() throws IOException {
    int end = 0;
    while (end < buffer.limit() && buffer.get(end) > ' ') {
      end++;
    }
    return digits(0, end);
  }

  private int trimmedEnd() {
    int end = buffer.limit();
    while (end > 0 && buffer.get(end - 1) >= 0 && buffer.get(end - 1) <= ' ') {
      end--;
    }
    return end;
  }

  private long digits(int from, int to) throws IOException {
    if (to <= from || to - from > LONGEST_NUMBER) {
      throw notANumber();
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = buffer.get(i) - '0';
      if (digit < 0 || digit > 9) {
        throw notANumber();
      }
      value = value * 10 + digit;
    }
    if (value < 0) {
      throw notANumber();
    }
    return value;
  }

  private IOException notANumber() {
    return new IOException("not a whole number from 0 to 2^63 - 1: \"" + shown() + '"');
  }

  /** The beginning, fit to be shown to a user. */
  public String shown() {
    StringBuilder shown = new StringBuilder();
    int end = Math.min(trimmedEnd(), SHOWN);
    for (int i = 0; i < end; i++) {
      byte one = buffer.get(i);
      shown.append(one >= ' ' && one < PRINTABLE_END ? (char) one : '?');
    }
    return shown.toString();
  }
}
