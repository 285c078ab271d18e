package io.trainwatt.agent.control;

import java.io.IOException;
import java.io.Serial;

/** The agent answered that it cannot do what it was asked. The message is the agent's. */
public final class AgentRefusal extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  AgentRefusal(String message) {
    super(message);
  }
}
