package io.trainwatt.agent.counter.together;

import io.trainwatt.agent.counter.together.Comparison.Finding;
import java.math.BigInteger;

/** A check held against its part, ten minutes at a time. Used by one thread. */
public final class Contradiction {
  private final Comparison comparison = new Comparison();

  /**
   * Looks at an instant at which both have a good reading.
   *
   * @param part what it has measured so far, microjoules
   * @param check what the check has, microjoules
   * @param broken whether either began anew or left time uncovered since the last look
   * @return whether ten minutes are over in which the two differed by more than a tenth
   */
  public boolean look(long atMillis, BigInteger part, BigInteger check, boolean broken) {
    if (broken) {
      comparison.begin(atMillis, part, check);
      return false;
    }
    return comparison
        .look(atMillis, part, check)
        .filter(finding -> finding != Finding.AGREE)
        .isPresent();
  }
}
