package io.trainwatt.pipeline.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes one value of a store as bytes. Reused from value to value: {@link #reset()} first. Not
 * thread-safe.
 *
 * <p>Numbers are variable-length, texts and lists carry their length. There are no field tags: the
 * first thing each format writes is its version, and a reader of a later version reads all earlier
 * ones.
 */
public final class StateWriter {
  private byte[] buffer = new byte[2048];
  private int size;

  /** Forgets what was written. */
  public StateWriter reset() {
    size = 0;
    return this;
  }

  /** A copy of what was written. */
  public byte[] toBytes() {
    return Arrays.copyOf(buffer, size);
  }

  /** A number that is rarely negative; negative ones take ten bytes. */
  public void number(long value) {
    room(10);
    byte[] to = buffer;
    int at = size;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      to[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    to[at++] = (byte) rest;
    size = at;
  }

  /** Yes or no. */
  public void flag(boolean value) {
    room(1);
    buffer[size++] = (byte) (value ? 1 : 0);
  }

  /** Any double, bit for bit. */
  public void real(double value) {
    room(8);
    long bits = Double.doubleToRawLongBits(value);
    for (int shift = 56; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (bits >>> shift);
    }
  }

  /** UTF-8 with its length before it. */
  public void text(String value) {
    bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Texts by name: their count, then each after its name, in the order of names. */
  public void texts(Map<String, String> values) {
    number(values.size());
    new TreeMap<>(values)
        .forEach(
            (name, value) -> {
              text(name);
              text(value);
            });
  }

  /** Bytes with their length before them. */
  public void bytes(byte[] value) {
    number(value.length);
    room(value.length);
    System.arraycopy(value, 0, buffer, size, value.length);
    size += value.length;
  }

  private void room(int more) {
    if (size + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(size + more, buffer.length * 2));
    }
  }
}
