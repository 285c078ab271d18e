package io.trainwatt.agent.control;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Room for the few clients whose lines are long: memory is bounded whoever connects. */
final class LargeBuffers {

  private static final int AT_ONCE = 64;

  private int lent;

  Optional<ByteBuffer> lend() {
    if (lent == AT_ONCE) {
      return Optional.empty();
    }
    lent++;
    return Optional.of(ByteBuffer.allocate(Client.MAX_LINE_BYTES));
  }

  boolean isExhausted() {
    return lent == AT_ONCE;
  }

  void giveBack() {
    lent--;
  }
}
