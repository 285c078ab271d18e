package io.trainwatt.agent.counter;

import java.math.BigInteger;
import java.util.Optional;

/**
 * What one reading adds.
 *
 * @param state to go on from
 * @param measuredMicrojoules counted, integrated or modelled, as the source's kind says; never
 *     negative
 * @param filledMicrojoules an estimate for a gap, in no total; never negative
 * @param uncoveredMillis time of which nothing was measured
 * @param coveredMillis time the measured energy stands for, from the previous good reading to this
 *     one; 0 when none was measured
 * @param event what the reading showed besides
 */
public record CounterStep(
    CounterState state,
    BigInteger measuredMicrojoules,
    BigInteger filledMicrojoules,
    BigInteger uncoveredMillis,
    BigInteger coveredMillis,
    Optional<CounterEvent> event) {

  static CounterStep nothing(CounterState state, Optional<CounterEvent> event) {
    return new CounterStep(
        state, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, event);
  }

  static CounterStep measured(
      CounterState state, BigInteger microjoules, BigInteger millis, Optional<CounterEvent> event) {
    return new CounterStep(state, microjoules, BigInteger.ZERO, BigInteger.ZERO, millis, event);
  }

  static CounterStep uncovered(
      CounterState state,
      BigInteger measured,
      BigInteger filled,
      BigInteger millis,
      CounterEvent event) {
    return new CounterStep(state, measured, filled, millis, BigInteger.ZERO, Optional.of(event));
  }
}
