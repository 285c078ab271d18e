package io.trainwatt.agent.progress.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Writes event files byte by byte, as their documents have it: no code of the reader is used. */
public final class EventFile {

  private static final int MASK_DELTA = 0xa282ead8;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** One number of a step, as PyTorch's writer has it. */
  public EventFile scalar(double wallSeconds, long step, String tag, float value) {
    return record(event(wallSeconds, step, summary(tag, number(2, value))));
  }

  /** One number of a step, as TensorFlow 2 has it: a tensor of one float. */
  public EventFile tensor(double wallSeconds, long step, String tag, float value) {
    byte[] content = little(Float.BYTES).putFloat(value).array();
    byte[] tensor = join(varint(1, 1), text(4, content));
    return record(event(wallSeconds, step, summary(tag, text(8, tensor))));
  }

  /** Any payload in its frame. */
  public EventFile record(byte[] payload) {
    byte[] length = little(Long.BYTES).putLong(payload.length).array();
    append(length);
    append(crc(length));
    append(payload);
    append(crc(payload));
    return this;
  }

  /** Anything at all. */
  public EventFile append(byte[] any) {
    bytes.writeBytes(any);
    return this;
  }

  public byte[] bytes() {
    return bytes.toByteArray();
  }

  static byte[] event(double wallSeconds, long step, byte[] summary) {
    byte[] wall = little(Double.BYTES).putDouble(wallSeconds).array();
    return join(new byte[] {(1 << 3) | 1}, wall, varint(2, step), text(5, summary));
  }

  static byte[] summary(String tag, byte[] value) {
    return text(1, join(text(1, tag.getBytes(StandardCharsets.UTF_8)), value));
  }

  static byte[] number(int field, float value) {
    byte[] four = little(Float.BYTES).putFloat(value).array();
    return join(new byte[] {(byte) ((field << 3) | 5)}, four);
  }

  static byte[] text(int field, byte[] content) {
    return join(
        varint(new byte[0], (field << 3) | 2), varint(new byte[0], content.length), content);
  }

  static byte[] varint(int field, long value) {
    return varint(new byte[] {(byte) (field << 3)}, value);
  }

  private static byte[] varint(byte[] before, long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(before);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }

  static byte[] crc(byte[] of) {
    CRC32C crc = new CRC32C();
    crc.update(of);
    int value = (int) crc.getValue();
    return little(Integer.BYTES).putInt(((value >>> 15) | (value << 17)) + MASK_DELTA).array();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
