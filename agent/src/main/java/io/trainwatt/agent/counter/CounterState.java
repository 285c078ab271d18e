package io.trainwatt.agent.counter;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a counter remembers between two readings.
 *
 * @param baseline the last good reading
 * @param halfCarried whether half a microjoule of the trapezoids is still to be added
 * @param history the last measured intervals of a gauge or model, oldest first, at most ten
 * @param interrupted whether the reader was away since the baseline: only hardware counted on
 */
public record CounterState(
    Optional<Baseline> baseline, boolean halfCarried, List<Interval> history, boolean interrupted) {

  /** How many intervals a gap is filled from. */
  public static final int HISTORY_LENGTH = 10;

  /** Before the first reading. */
  public static final CounterState INITIAL =
      new CounterState(Optional.empty(), false, List.of(), false);

  /**
   * @throws IllegalArgumentException if the history is too long
   */
  public CounterState {
    history = List.copyOf(history);
    if (history.size() > HISTORY_LENGTH) {
      throw new IllegalArgumentException("history holds " + history.size() + " intervals");
    }
  }

  /**
   * The last good reading.
   *
   * @param value in the unit of the source's kind
   */
  public record Baseline(long atMillis, String boot, long value) {}

  /**
   * A measured interval.
   *
   * @param halfMicrojoules its energy, in halves of a microjoule
   * @param millis its length
   */
  public record Interval(BigInteger halfMicrojoules, BigInteger millis) {
    /**
     * @throws IllegalArgumentException if it has no length or a negative energy
     */
    public Interval {
      if (millis.signum() <= 0 || halfMicrojoules.signum() < 0) {
        throw new IllegalArgumentException(
            "interval of %d ms with %d half microjoules".formatted(millis, halfMicrojoules));
      }
    }
  }

  /**
   * The same after the reader was away, as over a restart of its process: a gauge or a model has a
   * gap there however short it was, a hardware counter has not.
   */
  public CounterState afterInterruption() {
    return new CounterState(baseline, halfCarried, history, baseline.isPresent());
  }

  CounterState rebased(RawReading reading, long value) {
    return new CounterState(
        Optional.of(new Baseline(reading.atMillis(), reading.boot(), value)),
        halfCarried,
        history,
        false);
  }

  CounterState withoutHistory() {
    return new CounterState(baseline, halfCarried, List.of(), interrupted);
  }

  CounterState withInterval(Interval interval, boolean half) {
    List<Interval> longer = new ArrayList<>(history);
    if (longer.size() == HISTORY_LENGTH) {
      longer.removeFirst();
    }
    longer.add(interval);
    return new CounterState(baseline, half, longer, interrupted);
  }
}
