package io.trainwatt.pipeline.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what {@link StateWriter} wrote, in the same order. Not thread-safe. */
public final class StateReader {
  private final byte[] buffer;
  private int at;

  /** Of the bytes of one value. */
  public StateReader(byte[] bytes) {
    this.buffer = bytes;
  }

  /**
   * The version that a value begins with.
   *
   * @param what the value is, for the message
   * @param newest the latest version this program knows
   * @throws IllegalStateException if a later program wrote it; as {@link DamagedState} if none did
   */
  public int version(String what, int newest) {
    int version = count();
    if (version < 1) {
      throw new DamagedState("version " + version + " of " + what);
    }
    if (version > newest) {
      throw new IllegalStateException(
          "state of %s has version %d, this collector knows 1 to %d: run the newer collector"
              .formatted(what, version, newest));
    }
    return version;
  }

  /** A number. */
  public long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = next();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new DamagedState("a number of more than ten bytes");
  }

  /** A number that fits an int: a count, an index, parts per million. */
  public int count() {
    long value = number();
    if (value != (int) value) {
      throw new DamagedState(value + " where a count belongs");
    }
    return (int) value;
  }

  /** Yes or no. */
  public boolean flag() {
    return next() != 0;
  }

  /** Any double, bit for bit. */
  public double real() {
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      bits = bits << 8 | (next() & 0xFF);
    }
    return Double.longBitsToDouble(bits);
  }

  /** UTF-8 with its length before it. */
  public String text() {
    int length = length();
    String value = new String(buffer, at, length, StandardCharsets.UTF_8);
    at += length;
    return value;
  }

  /** Texts by name, in the order of names. */
  public SortedMap<String, String> texts() {
    SortedMap<String, String> values = new TreeMap<>();
    for (int left = count(); left > 0; left--) {
      String name = text();
      values.put(name, text());
    }
    return values;
  }

  /** Bytes with their length before them. */
  public byte[] bytes() {
    int length = length();
    byte[] value = Arrays.copyOfRange(buffer, at, at + length);
    at += length;
    return value;
  }

  private int length() {
    long length = number();
    if (length < 0 || length > buffer.length - at) {
      throw new DamagedState("a length of " + length);
    }
    return (int) length;
  }

  private byte next() {
    if (at >= buffer.length) {
      throw new DamagedState("it ends too early");
    }
    return buffer[at++];
  }
}
