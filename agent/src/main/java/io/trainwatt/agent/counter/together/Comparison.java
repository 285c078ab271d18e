package io.trainwatt.agent.counter.together;

import java.math.BigInteger;
import java.util.Optional;

/** Holds two cumulative energies against one another, ten minutes at a time. Used by one thread. */
final class Comparison {
  private static final BigInteger LENGTH_MILLIS = BigInteger.valueOf(600_000);

  /** They agree within a tenth of the larger. */
  private static final BigInteger TOLERANCE_DIVISOR = BigInteger.TEN;

  private Optional<Start> start = Optional.empty();

  private record Start(BigInteger atMillis, BigInteger first, BigInteger second) {}

  /** What was found after ten minutes. */
  enum Finding {
    AGREE,
    FIRST_ABOVE,
    SECOND_ABOVE
  }

  void begin(long atMillis, BigInteger first, BigInteger second) {
    start = Optional.of(new Start(BigInteger.valueOf(atMillis), first, second));
  }

  /** Compares and begins again, if ten minutes have passed. */
  Optional<Finding> look(long atMillis, BigInteger first, BigInteger second) {
    if (start.isEmpty()) {
      begin(atMillis, first, second);
      return Optional.empty();
    }
    Start then = start.get();
    BigInteger elapsed = BigInteger.valueOf(atMillis).subtract(then.atMillis());
    if (elapsed.compareTo(LENGTH_MILLIS) < 0) {
      return Optional.empty();
    }
    begin(atMillis, first, second);
    return Optional.of(find(first.subtract(then.first()), second.subtract(then.second())));
  }

  private static Finding find(BigInteger first, BigInteger second) {
    BigInteger excess = first.subtract(second);
    if (excess.abs().multiply(TOLERANCE_DIVISOR).compareTo(first.max(second)) <= 0) {
      return Finding.AGREE;
    }
    return excess.signum() > 0 ? Finding.FIRST_ABOVE : Finding.SECOND_ABOVE;
  }
}
