package io.trainwatt.pipeline.state;

import java.io.Serial;

/** Bytes that no version of this program wrote. */
public final class DamagedState extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1L;

  /** With what is wrong. */
  public DamagedState(String detail) {
    super("state is damaged: " + detail);
  }
}
