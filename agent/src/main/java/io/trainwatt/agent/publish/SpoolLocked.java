package io.trainwatt.agent.publish;

import java.io.IOException;
import java.io.Serial;

/** Another process has the store open. */
public final class SpoolLocked extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  SpoolLocked(String message, Throwable cause) {
    super(message, cause);
  }
}
