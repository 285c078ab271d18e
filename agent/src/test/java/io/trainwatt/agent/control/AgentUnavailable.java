package io.trainwatt.agent.control;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** No agent answers where one was looked for, or it stopped answering. */
public final class AgentUnavailable extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  AgentUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
