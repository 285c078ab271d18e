package io.trainwatt.pipeline.account;

import io.trainwatt.events.quantity.Band;
import io.trainwatt.events.quantity.Energy;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/**
 * The total of several ledgers with its band (k = 2): errors add linearly within a correlation
 * group, whatever its nodes, and over time, and in quadrature across groups. Used once.
 *
 * <p>Whole microjoules: each line's error is rounded up, sums within a group are exact, and the
 * root of the sum of squares is rounded up, so a band is never shown narrower than it is.
 */
final class BandSum {
  private final Map<String, Long> groups = new HashMap<>();
  private long microjoules;

  void add(String node, EnergyLedger ledger) {
    ledger.each(
        line -> {
          if (line.inTotal()) {
            microjoules = Math.addExact(microjoules, line.microjoules());
            groups.merge(line.group(node), line.plusMinusMicrojoules(), Math::addExact);
          }
        });
  }

  Band band() {
    return new Band(Energy.ofMicrojoules(microjoules), Energy.ofMicrojoules(plusMinus()));
  }

  private long plusMinus() {
    if (groups.size() == 1) {
      return groups.values().iterator().next();
    }
    BigInteger squares = BigInteger.ZERO;
    for (long error : groups.values()) {
      BigInteger exact = BigInteger.valueOf(error);
      squares = squares.add(exact.multiply(exact));
    }
    BigInteger[] root = squares.sqrtAndRemainder();
    return root[0].longValueExact() + (root[1].signum() > 0 ? 1 : 0);
  }
}
