package io.trainwatt.agent.sensor.amd;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes {@code gpu_metrics} tables field by field, as a C compiler would lay them out. */
public final class MetricsTables {
  private static final int ROOM = 4_096;
  private final ByteBuffer buffer = ByteBuffer.allocate(ROOM).order(ByteOrder.LITTLE_ENDIAN);

  private MetricsTables() {}

  /** What a table says, where it says it. */
  public record Figures(long energy, int watts, int hotspot, int megahertz, long throttle) {}

  private MetricsTables u16(int... values) {
    for (int value : values) {
      buffer.putShort((short) value);
    }
    return this;
  }

  private MetricsTables u32(long... values) {
    align(Integer.BYTES);
    for (long value : values) {
      buffer.putInt((int) value);
    }
    return this;
  }

  private MetricsTables u64(long... values) {
    align(Long.BYTES);
    for (long value : values) {
      buffer.putLong(value);
    }
    return this;
  }

  private void align(int size) {
    while (buffer.position() % size != 0) {
      buffer.put((byte) 0);
    }
  }

  private byte[] done(int content) {
    align(Long.BYTES);
    int size = buffer.position();
    buffer.putShort(0, (short) size);
    buffer.put(2, (byte) 1);
    buffer.put(3, (byte) content);
    return Arrays.copyOf(buffer.array(), size);
  }

  /** struct gpu_metrics_v1_1, _v1_2 or _v1_3. */
  public static byte[] early(int content, Figures says) {
    MetricsTables table = new MetricsTables();
    table.u16(0, 0).u16(40, says.hotspot, 42, 43, 44, 45).u16(97, 30, 0).u16(says.watts);
    table.u64(says.energy).u64(123_456_789_000L);
    table.u16(1_500, 1_000, 1_600, 0, 0, 0, 0).u16(says.megahertz, 1_000, 1_600, 0, 0, 0, 0);
    table.u32(0).u16(0, 16, 160, 0).u32(1, 2).u16(50, 51, 52, 53);
    if (content >= 2) {
      table.u64(987_654_321L);
    }
    if (content >= 3) {
      table.u16(800, 900, 1_100, 0).u64(says.throttle);
    }
    return table.done(content);
  }

  /** struct gpu_metrics_v1_4 or _v1_5. */
  public static byte[] middle(int content, Figures says) {
    MetricsTables table = new MetricsTables();
    table.u16(0, 0).u16(says.hotspot, 50, 48).u16(says.watts).u16(88, 20).u16(1, 2, 3, 4);
    if (content >= 5) {
      table.u16(new int[32]);
    }
    table.u64(says.energy).u64(123L).u32(says.throttle).u32(0).u16(16, 320).u16(16, 32);
    table.u32(7, 8).u64(new long[5]);
    if (content >= 5) {
      table.u32(0, 0);
    }
    table.u64(new long[16]).u64(99).u16(says.megahertz, 1, 1, 1, 1, 1, 1, 1).u16(new int[12]);
    return table.u16(1_300, 0).done(content);
  }

  /**
   * struct gpu_metrics_v1_6, _v1_7 or _v1_8 up to where partitions begin.
   *
   * @param residency prochot, PPT, socket, VR, HBM
   */
  public static byte[] late(int content, Figures says, long... residency) {
    MetricsTables table = new MetricsTables();
    table.u16(0, 0).u16(says.hotspot, 50, 48).u16(says.watts).u16(88, 20);
    if (content >= 7) {
      table.u64(5_300);
    }
    table.u64(says.energy).u64(123L).u32(4_711).u32(residency).u32(0).u16(16, 320).u16(16, 32);
    table.u32(7, 8).u64(new long[5]).u32(0, 0).u64(new long[16]);
    if (content >= 7) {
      table.u16(new int[8]).u16(0);
    }
    table.u64(99).u16(says.megahertz, 1, 1, 1, 1, 1, 1, 1).u16(new int[12]).u16(1_300, 1);
    return table.u64(new long[64]).done(content);
  }

  /** A table of a format and revision of its own, with nothing in it. */
  public static byte[] header(int size, int format, int content) {
    byte[] table = new byte[size];
    ByteBuffer.wrap(table)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) size)
        .put((byte) format)
        .put((byte) content);
    return table;
  }
}
