package io.trainwatt.agent.publish;

import java.io.IOException;
import java.io.Serial;

/** The disk did not take a commit. Nothing of it is stored; the next commit tries anew. */
public final class SpoolFailure extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  SpoolFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
