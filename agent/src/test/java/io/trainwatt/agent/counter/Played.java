package io.trainwatt.agent.counter;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The totals of a sequence of readings, as a conformance vector states them. */
record Played(BigInteger measured, BigInteger filled, BigInteger uncovered, List<String> events) {

  static Played of(EnergySource source, List<RawReading> readings) {
    CounterState state = CounterState.INITIAL;
    List<String> events = new ArrayList<>();
    Played sum = new Played(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, events);
    for (RawReading reading : readings) {
      CounterStep step = CounterRules.next(source, state, reading);
      state = step.state();
      step.event().map(CounterEvent::word).ifPresent(events::add);
      sum = sum.plus(step);
    }
    return sum;
  }

  private Played plus(CounterStep step) {
    return new Played(
        measured.add(step.measuredMicrojoules()),
        filled.add(step.filledMicrojoules()),
        uncovered.add(step.uncoveredMillis()),
        events);
  }

  static Played expected(long measured, long filled, long uncovered, String... events) {
    return new Played(
        BigInteger.valueOf(measured),
        BigInteger.valueOf(filled),
        BigInteger.valueOf(uncovered),
        List.of(events));
  }
}
