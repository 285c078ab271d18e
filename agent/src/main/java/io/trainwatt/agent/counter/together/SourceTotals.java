package io.trainwatt.agent.counter.together;

import io.trainwatt.agent.counter.CounterEvent;
import java.math.BigInteger;
import java.util.List;

/**
 * What the readings of a source add up to.
 *
 * @param counted from a counter's differences, microjoules
 * @param integrated from power over time, microjoules
 * @param filled an estimate for gaps, microjoules
 * @param uncovered time about which the readings do not say all, milliseconds
 * @param events what happened, in the order of the readings
 */
public record SourceTotals(
    BigInteger counted,
    BigInteger integrated,
    BigInteger filled,
    BigInteger uncovered,
    List<CounterEvent> events) {

  public SourceTotals {
    events = List.copyOf(events);
  }

  /** What was measured either way, microjoules. */
  public BigInteger measured() {
    return counted.add(integrated);
  }
}
