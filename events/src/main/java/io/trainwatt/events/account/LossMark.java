package io.trainwatt.events.account;

import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Energy;

/**
 * A loss, and what the run had used and done when it was first as low as that.
 *
 * @param energy all of the run so far
 */
public record LossMark(double loss, Energy energy, long wallMicros, Work work) {
  /**
   * @throws IllegalArgumentException if the loss is no number
   */
  public LossMark {
    if (!Double.isFinite(loss)) {
      throw new IllegalArgumentException("loss of a mark is no number: " + loss);
    }
  }
}
