package io.trainwatt.cli.socket;

import java.io.IOException;

/** The agent is there and cannot use what it was sent. */
public final class AgentRefused extends IOException {
  private static final long serialVersionUID = 1L;

  AgentRefused(String message) {
    super(message);
  }
}
