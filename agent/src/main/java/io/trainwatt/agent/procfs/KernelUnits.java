package io.trainwatt.agent.procfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The units of /proc, from the auxiliary vector that the kernel hands to every process ({@code
 * AT_PAGESZ}, {@code AT_CLKTCK} of getauxval(3)).
 *
 * @param pageBytes size of a page
 * @param ticksPerSecond in which CPU times are counted
 */
public record KernelUnits(long pageBytes, long ticksPerSecond) {
  private static final long PAGE_SIZE_TAG = 6;
  private static final long CLOCK_TICK_TAG = 17;
  private static final KernelUnits USUAL = new KernelUnits(4_096, 100);

  /** Of the machine whose /proc it is; the usual ones where a recorded tree has no such file. */
  public static KernelUnits under(Path procRoot) {
    ByteBuffer vector;
    try {
      vector = ByteBuffer.wrap(Files.readAllBytes(procRoot.resolve("self/auxv")));
    } catch (IOException e) {
      return USUAL;
    }
    vector.order(ByteOrder.nativeOrder());
    long page = USUAL.pageBytes;
    long ticks = USUAL.ticksPerSecond;
    while (vector.remaining() >= 2 * Long.BYTES) {
      long tag = vector.getLong();
      long value = vector.getLong();
      if (tag == PAGE_SIZE_TAG && value > 0) {
        page = value;
      } else if (tag == CLOCK_TICK_TAG && value > 0) {
        ticks = value;
      }
    }
    return new KernelUnits(page, ticks);
  }

  /** CPU time in milliseconds, rounded down. */
  public long millis(long ticks) {
    return ticks / ticksPerSecond * 1_000 + ticks % ticksPerSecond * 1_000 / ticksPerSecond;
  }

  /** CPU time in microseconds, rounded down. */
  public long micros(long ticks) {
    return ticks / ticksPerSecond * 1_000_000 + ticks % ticksPerSecond * 1_000_000 / ticksPerSecond;
  }
}
