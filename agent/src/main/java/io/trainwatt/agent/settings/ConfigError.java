package io.trainwatt.agent.settings;

import java.io.Serial;

/** A setting that cannot be used. The message says where it stands and what would be right. */
public final class ConfigError extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param message one line for the operator
   */
  public ConfigError(String message) {
    super(message);
  }
}
