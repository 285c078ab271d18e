package io.trainwatt.agent.publish;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store holds something that this version did not write, or is damaged. */
public final class SpoolUnreadable extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  SpoolUnreadable(String message) {
    super(message);
  }

  SpoolUnreadable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
