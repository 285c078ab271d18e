package io.trainwatt.cli.crash;

import java.time.Duration;

/** Waits for threads that were told to end. */
final class Ending {
  private Ending() {}

  /** Whoever is interrupted meanwhile waits no more and stays interrupted. */
  static void of(Thread thread, Duration patience) {
    try {
      thread.join(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
