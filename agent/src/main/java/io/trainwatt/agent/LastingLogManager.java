package io.trainwatt.agent;

import java.util.logging.LogManager;

/**
 * The JDK's log manager, but one that still writes while the process ends: the JDK's own is closed
 * by a shutdown hook that runs beside ours, and the last lines would be lost.
 *
 * <p>Public because the JDK makes it by name.
 */
public final class LastingLogManager extends LogManager {

  private volatile boolean kept;

  @Override
  public void reset() {
    if (!kept) {
      super.reset();
    }
  }

  /** From now on nothing closes the handlers. */
  void keep() {
    kept = true;
  }
}
