package io.trainwatt.agent.progress.watch;

import io.trainwatt.agent.progress.file.FileFormat;
import io.trainwatt.agent.progress.file.FileTail;
import io.trainwatt.agent.progress.reading.Reading;
import io.trainwatt.agent.progress.update.Update;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/** One file that is read as it grows. Used by one thread. */
final class Followed implements AutoCloseable {

  /** Of a file that is older than its run, so much of the end is read to know where it stands. */
  static final long LOOK_BACK = 1 << 20;

  private static final long LARGEST_LAG = 16 << 20;
  private static final int MOST_A_PASS = 512 << 10;

  private final FileTail tail;
  private final Reading reading;
  private final FileFormat format;
  private final Path called;
  private final int rank;
  private final boolean validation;
  private final OptionalLong bornMicros;
  private long oldUntil;
  private long grewNanos;

  /**
   * @param called as its process calls it
   * @param rank of that process
   * @param bornMicros when it was made, where that is known
   */
  Followed(
      FileTail tail,
      Reading reading,
      FileFormat format,
      Path called,
      int rank,
      OptionalLong bornMicros) {
    this.bornMicros = bornMicros;
    this.tail = tail;
    this.reading = reading;
    this.format = format;
    this.called = called;
    this.rank = rank;
    this.validation = format == FileFormat.TENSORBOARD && FileFormat.isOfValidation(called);
  }

  /**
   * Where to begin.
   *
   * @param place from a bookmark, or 0
   * @param old whether what stands in it was written before its run was measured
   */
  void begin(long place, boolean old, long nowNanos, byte[] chunk) throws IOException {
    grewNanos = nowNanos;
    long size = tail.size();
    boolean known = place > 0 && place <= size;
    oldUntil = old && !known ? size : 0;
    if (known) {
      goOn(place, false, chunk);
    } else if (size > (old ? LOOK_BACK : LARGEST_LAG) && canJump()) {
      goOn(size - LOOK_BACK, true, chunk);
    }
  }

  private boolean canJump() {
    return format != FileFormat.TRAINER_STATE;
  }

  /** Lines before may explain those behind: a header, which epoch it is. */
  private void goOn(long place, boolean amidst, byte[] chunk) throws IOException {
    if (reading.needsHead()) {
      long until = place <= LARGEST_LAG ? place : Math.min(place, chunk.length);
      while (tail.position() < until) {
        int count = tail.read(chunk);
        if (count == 0) {
          break;
        }
        int before = (int) Math.min(count, until - (tail.position() - count));
        reading.feed(chunk, 0, before, update -> {});
      }
    }
    boolean gap = tail.position() < place;
    tail.seek(place);
    if (amidst || (gap && reading.needsHead())) {
      reading.jumped();
    }
  }

  /**
   * Reads what is new, at most so much.
   *
   * @param updates takes each update, and whether it was written before the run was measured
   * @return bytes read
   * @throws IOException if it can no longer be read
   */
  long read(byte[] chunk, long most, long nowNanos, BiConsumer<Update, Boolean> updates)
      throws IOException {
    FileTail.Look look = tail.look();
    if (look == FileTail.Look.RESTARTED) {
      reading.restarted();
      reading.count().note("begun anew: it was truncated or replaced", 1);
      oldUntil = 0;
    }
    if (tail.size() - tail.position() > LARGEST_LAG && canJump()) {
      long place = tail.size() - LOOK_BACK;
      reading.count().note("bytes passed over to keep up", place - tail.position());
      tail.seek(place);
      reading.jumped();
    }
    long budget = Math.min(most, MOST_A_PASS);
    long before = budget;
    while (budget > 0 && tail.position() < tail.size()) {
      boolean old = tail.position() < oldUntil;
      int count = tail.read(chunk);
      if (count == 0) {
        break;
      }
      long skip = reading.feed(chunk, 0, count, update -> updates.accept(update, old));
      tail.seek(tail.position() + skip);
      budget -= count;
      grewNanos = nowNanos;
    }
    return before - budget;
  }

  /** All that was written is read: what stands without its end is a line too. */
  void finish(BiConsumer<Update, Boolean> updates) {
    reading.finish(update -> updates.accept(update, false));
  }

  /** Where reading could go on without losing a line. */
  long place() {
    return Math.max(0, tail.position() - reading.pendingBytes());
  }

  FileTail tail() {
    return tail;
  }

  Reading reading() {
    return reading;
  }

  FileFormat format() {
    return format;
  }

  Path called() {
    return called;
  }

  int rank() {
    return rank;
  }

  boolean isOfValidation() {
    return validation;
  }

  /** Whether this file was made when nothing more was written to the other. */
  boolean follows(Followed other) {
    return bornMicros.isPresent() && bornMicros.getAsLong() >= other.tail.lastWrittenMicros();
  }

  /** When something new was last read of it. */
  long grewNanos() {
    return grewNanos;
  }

  @Override
  public void close() {
    tail.close();
  }
}
