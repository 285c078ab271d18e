package io.trainwatt.cli.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The time of the stand-in hardware. It stands until {@link #begin} and again from {@link #end} on,
 * so that what was used between is known exactly. RAPL counters are written by this thread and live
 * in a time of their own that never jumps: where the machine let the thread wait, the hardware drew
 * nothing, and no counter ever rises faster than its power. GPUs compute theirs from
 * CLOCK_MONOTONIC between two instants.
 */
final class StandInClock implements AutoCloseable {
  private static final long STEP_MILLIS = 100;
  private static final long MOST_MILLIS = 300;
  private static final long GRACE_NANOS = 500_000_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Path span;
  private final List<StandInRapl> trees;
  // When a value was in its file for certain, and since when it may have been.
  private final NavigableMap<Long, Long> shownFrom = new TreeMap<>();
  private final NavigableMap<Long, Long> shownBy = new TreeMap<>();
  private final Thread thread;
  private long fromNanos;
  private long untilNanos;
  private volatile long millis;
  private volatile boolean ended;

  StandInClock(Path span, List<StandInRapl> trees) {
    this.span = span;
    this.trees = List.copyOf(trees);
    this.thread = Thread.ofPlatform().daemon().name("stand-in-hardware").unstarted(this::feed);
  }

  /** From now on all draw. */
  void begin() throws IOException {
    fromNanos = System.nanoTime() + GRACE_NANOS;
    write(fromNanos + "\n");
    thread.start();
  }

  /** From now on nothing draws. Returns when every counter shows its last value. */
  void end() throws IOException, InterruptedException {
    untilNanos = System.nanoTime() + GRACE_NANOS;
    write(fromNanos + " " + untilNanos + "\n");
    ended = true;
    thread.join();
    while (System.nanoTime() <= untilNanos) {
      Thread.sleep(10);
    }
  }

  private void write(String text) throws IOException {
    Path fresh = span.resolveSibling("span.fresh");
    Files.writeString(fresh, text);
    Files.move(fresh, span, StandardCopyOption.ATOMIC_MOVE);
  }

  private void feed() {
    try {
      List<StandInRapl.Feed> feeds = new ArrayList<>();
      for (StandInRapl tree : trees) {
        feeds.add(tree.open());
      }
      long before = System.nanoTime();
      while (!ended) {
        Thread.sleep(STEP_MILLIS);
        long now = System.nanoTime();
        long next = millis + Math.min(MOST_MILLIS, (now - before) / NANOS_PER_MILLI);
        before = now;
        for (StandInRapl.Feed feed : feeds) {
          feed.show(next);
        }
        note(now, System.nanoTime(), next);
      }
      for (StandInRapl.Feed feed : feeds) {
        feed.close();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void note(long begunNanos, long doneNanos, long at) {
    shownFrom.put(begunNanos, at);
    shownBy.put(doneNanos, at);
    millis = at;
  }

  /** The time of the RAPL counters now. */
  long millis() {
    return millis;
  }

  /** The latest time of the RAPL counters that had surely been shown by an instant. */
  synchronized long surelyShown(long nanos) {
    var entry = shownBy.floorEntry(nanos);
    return entry == null ? 0 : entry.getValue();
  }

  /** The latest time of the RAPL counters that may have been shown by an instant. */
  synchronized long maybeShown(long nanos) {
    var entry = shownFrom.floorEntry(nanos);
    return entry == null ? 0 : entry.getValue();
  }

  /** How long GPUs have worked by an instant. */
  long gpuNanos(long nanos) {
    if (fromNanos == 0) {
      return 0;
    }
    long until = ended ? Math.min(nanos, untilNanos) : nanos;
    return Math.max(0, until - fromNanos);
  }

  @Override
  public void close() {
    ended = true;
    thread.interrupt();
  }
}
