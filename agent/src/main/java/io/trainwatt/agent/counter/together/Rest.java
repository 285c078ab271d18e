package io.trainwatt.agent.counter.together;

import java.math.BigInteger;

/**
 * What a node's meter sees beyond the parts: the highest so far of the difference, stretch by
 * stretch, so that it never falls. Used by one thread.
 */
final class Rest {
  private BigInteger total = BigInteger.ZERO;
  private BigInteger before = BigInteger.ZERO;
  private BigInteger highest = BigInteger.ZERO;

  Rest() {}

  Rest(BigInteger total, BigInteger before, BigInteger highest) {
    this.total = total;
    this.before = before;
    this.highest = highest;
  }

  BigInteger before() {
    return before;
  }

  BigInteger highest() {
    return highest;
  }

  /** Begins a stretch: only what both measure from here on is compared. */
  void begin(BigInteger metered, BigInteger parts) {
    before = metered.subtract(parts);
    highest = BigInteger.ZERO;
  }

  /** Takes note of what both have measured up to now. */
  void look(BigInteger metered, BigInteger parts) {
    BigInteger beyond = metered.subtract(parts).subtract(before);
    if (beyond.compareTo(highest) > 0) {
      total = total.add(beyond.subtract(highest));
      highest = beyond;
    }
  }

  BigInteger microjoules() {
    return total;
  }
}
