package io.trainwatt.cli.stack;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting for another process, which cannot tell us. */
public final class Pause {
  private Pause() {}

  /**
   * Waits.
   *
   * @throws IOException if this thread is told to end
   */
  public static void of(Duration duration) throws IOException {
    long until = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(until - System.nanoTime());
      if (Thread.interrupted()) {
        throw new InterruptedIOException("told to end");
      }
    }
  }
}
