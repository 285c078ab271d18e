package io.trainwatt.agent.progress.tensorboard;

import io.trainwatt.agent.progress.reading.ReadingCount;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The framing of TFRecord: length (u64), its masked CRC32C, payload, its masked CRC32C, all little
 * endian. A record that is not whole yet is waited for. Where the bytes are no frame, the next
 * place whose length and CRC agree is looked for. Payloads too long to hold a number (images,
 * histograms) are passed over. Used by one thread.
 */
final class RecordFrames {

  /** The longest payload that is read. */
  static final int MAX_PAYLOAD = 64 << 10;

  private static final int HEADER = 12;
  private static final int FOOTER = 4;
  private static final long ABSURD = 1L << 32;
  private static final int MASK_DELTA = 0xa282ead8;
  private static final int FIRST_CAPACITY = 4 << 10;

  /** Takes whole payloads. */
  interface Payloads {
    void take(byte[] bytes, int offset, int length);
  }

  private final Payloads payloads;
  private final ReadingCount count;
  private byte[] held = new byte[FIRST_CAPACITY];
  private int length;
  private boolean lost;

  RecordFrames(Payloads payloads, ReadingCount count) {
    this.payloads = payloads;
    this.count = count;
  }

  /**
   * Takes the next bytes.
   *
   * @return how many bytes behind them belong to a payload that is passed over
   */
  long feed(byte[] bytes, int offset, int more) {
    long skip = 0;
    int from = offset;
    int end = offset + more;
    while (from < end && skip == 0) {
      int taken = Math.min(end - from, room());
      System.arraycopy(bytes, from, held, length, taken);
      length += taken;
      from += taken;
      skip = frames();
    }
    // What was to be passed over may have come already.
    long come = Math.min(skip, end - from);
    if (come > 0) {
      return skip > come
          ? skip - come
          : feed(bytes, (int) (from + come), (int) (end - from - come));
    }
    return skip;
  }

  static boolean begins(byte[] head, int size) {
    return size >= HEADER && payloadAt(head, 0) >= 0;
  }

  private int room() {
    if (length == held.length) {
      held = Arrays.copyOf(held, Math.min(HEADER + MAX_PAYLOAD + FOOTER, held.length * 4));
    }
    return held.length - length;
  }

  /** Takes all whole frames; how many bytes to pass over beyond what is held. */
  private long frames() {
    int at = 0;
    long beyond = 0;
    while (beyond == 0 && length - at >= HEADER) {
      long payload = payloadAt(held, at);
      if (payload < 0) {
        at = resync(at);
      } else if (payload > MAX_PAYLOAD) {
        found();
        count.leftOut("record too long to be a number");
        long after = at + HEADER + payload + FOOTER;
        beyond = Math.max(0, after - length);
        at = (int) Math.min(length, after);
      } else if (length - at >= HEADER + payload + FOOTER) {
        take(at + HEADER, (int) payload);
        at += HEADER + (int) payload + FOOTER;
      } else {
        found();
        break;
      }
    }
    System.arraycopy(held, at, held, 0, length - at);
    length -= at;
    if (length == 0 && held.length > FIRST_CAPACITY) {
      held = new byte[FIRST_CAPACITY];
    }
    return beyond;
  }

  /** The payload's length, or -1 where no frame begins. */
  private static long payloadAt(byte[] bytes, int at) {
    ByteBuffer header = ByteBuffer.wrap(bytes, at, HEADER).order(ByteOrder.LITTLE_ENDIAN);
    long payload = header.getLong();
    boolean plausible = payload >= 0 && payload < ABSURD;
    return plausible && header.getInt() == masked(bytes, at, Long.BYTES) ? payload : -1;
  }

  private void take(int at, int payload) {
    found();
    int crc = ByteBuffer.wrap(held, at + payload, FOOTER).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (crc == masked(held, at, payload)) {
      payloads.take(held, at, payload);
    } else {
      count.leftOut("record with a wrong CRC");
    }
  }

  private void found() {
    lost = false;
  }

  /** The next place where a frame may begin; the last bytes may be half a header. */
  private int resync(int at) {
    if (!lost) {
      lost = true;
      count.leftOut("bytes that are no record");
    }
    int next = at + 1;
    while (length - next >= HEADER && payloadAt(held, next) < 0) {
      next++;
    }
    return next;
  }

  private static int masked(byte[] bytes, int at, int size) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, at, size);
    int value = (int) crc.getValue();
    return Integer.rotateRight(value, 15) + MASK_DELTA;
  }

  /** Bytes held of a record that is not whole. */
  int pending() {
    return length;
  }

  /** What comes next is from elsewhere. */
  void drop(boolean amidst) {
    length = 0;
    // Amidst a record the search for the next one is no damage.
    lost = amidst;
  }
}
