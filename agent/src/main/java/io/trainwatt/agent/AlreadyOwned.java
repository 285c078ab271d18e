package io.trainwatt.agent;

import java.io.Serial;

/** Another agent has this node. The message names its process. */
final class AlreadyOwned extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  AlreadyOwned(String message) {
    super(message);
  }
}
