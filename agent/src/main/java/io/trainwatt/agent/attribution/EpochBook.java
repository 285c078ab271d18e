package io.trainwatt.agent.attribution;

import io.trainwatt.events.sample.Epoch;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * A device's epochs. Ordinals grow and are never used twice: each is one more than the last, and at
 * least the wall clock's milliseconds, so that even a store that was lost cannot bring one back.
 */
final class EpochBook {
  private static final long MICROS_PER_MILLI = 1_000;

  private final String boot;
  private long lastOrdinal;
  private String reason;
  private Optional<Epoch> current = Optional.empty();

  /**
   * @param lastOrdinal of an epoch before; 0 if none is known
   * @param reason why the next epoch begins
   */
  EpochBook(String boot, long lastOrdinal, String reason) {
    this.boot = boot;
    this.lastOrdinal = lastOrdinal;
    this.reason = reason;
  }

  /** The boot its epochs belong to. */
  String boot() {
    return boot;
  }

  long lastOrdinal() {
    return lastOrdinal;
  }

  Optional<Epoch> current() {
    return current;
  }

  /** Why the current epoch began, or the next one will. */
  String reason() {
    return reason;
  }

  void close(String why) {
    current = Optional.empty();
    reason = why;
  }

  void open(long startedWallMicros) {
    lastOrdinal = Math.max(lastOrdinal + 1, startedWallMicros / MICROS_PER_MILLI);
    current =
        Optional.of(
            new Epoch(UUID.randomUUID().toString(), lastOrdinal, startedWallMicros, reason));
  }

  void write(DataOutput out) throws IOException {
    out.writeUTF(boot);
    out.writeLong(lastOrdinal);
    out.writeUTF(reason);
    out.writeBoolean(current.isPresent());
    if (current.isPresent()) {
      out.writeUTF(current.get().id());
      out.writeLong(current.get().startedWallMicros());
    }
  }

  static EpochBook read(DataInput in) throws IOException {
    EpochBook book = new EpochBook(in.readUTF(), in.readLong(), in.readUTF());
    if (in.readBoolean()) {
      book.current =
          Optional.of(new Epoch(in.readUTF(), book.lastOrdinal, in.readLong(), book.reason));
    }
    return book;
  }
}
