package io.trainwatt.agent.counter.together;

import io.trainwatt.agent.counter.CounterEvent;
import io.trainwatt.agent.counter.CounterRules;
import io.trainwatt.agent.counter.CounterState;
import io.trainwatt.agent.counter.CounterStep;
import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.counter.RawReading;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Adds up what the readings of one source mean. Used by one thread. */
public final class SourceAccount {
  private final EnergySource source;
  private final List<CounterEvent> events = new ArrayList<>();
  private CounterState state = CounterState.INITIAL;
  private BigInteger measured = BigInteger.ZERO;
  private BigInteger filled = BigInteger.ZERO;
  private BigInteger uncovered = BigInteger.ZERO;
  private int breaks;

  /** Before the first reading. */
  public SourceAccount(EnergySource source) {
    this.source = source;
  }

  /** Plays the next reading. */
  public void take(RawReading reading) {
    CounterStep step = CounterRules.next(source, state, reading);
    if (!boot(state).equals(boot(step.state())) || step.uncoveredMillis().signum() > 0) {
      breaks++;
    }
    state = step.state();
    measured = measured.add(step.measuredMicrojoules());
    filled = filled.add(step.filledMicrojoules());
    uncovered = uncovered.add(step.uncoveredMillis());
    step.event().ifPresent(events::add);
  }

  private static Optional<String> boot(CounterState state) {
    return state.baseline().map(CounterState.Baseline::boot);
  }

  /** What the readings so far add up to. */
  public SourceTotals totals() {
    boolean counts = source.kind() == EnergySource.Kind.COUNTER;
    return new SourceTotals(
        counts ? measured : BigInteger.ZERO,
        counts ? BigInteger.ZERO : measured,
        filled,
        uncovered,
        events);
  }

  /** What was measured so far, microjoules. */
  BigInteger measured() {
    return measured;
  }

  /** Milliseconds of the clock at the last good reading. */
  Optional<Long> lastGood() {
    return state.baseline().map(CounterState.Baseline::atMillis);
  }

  /** How often it began anew or left time uncovered: nothing is compared across that. */
  int breaks() {
    return breaks;
  }
}
