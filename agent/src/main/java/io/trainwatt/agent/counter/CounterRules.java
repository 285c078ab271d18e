package io.trainwatt.agent.counter;

import io.trainwatt.agent.counter.CounterState.Baseline;
import io.trainwatt.agent.counter.CounterState.Interval;
import java.math.BigInteger;
import java.util.Optional;

/**
 * From raw readings to energy: the one place that decides wrap, reset, failed read, gap and
 * implausible jump, by the table of the project's conformance vectors. The first row that fits
 * decides. Pure; every figure is exact, whatever its size.
 *
 * <p>Beyond the table there is {@link EnergySource.Kind#MODEL}, a cumulative value that nothing
 * counted on while nobody looked: like a mean it has gaps, like a counter its difference is the
 * energy.
 */
public final class CounterRules {
  private static final BigInteger UNIT_COUNT = BigInteger.TWO.pow(32).subtract(BigInteger.ONE);
  private static final long LEAST_GAP_MILLIS = 10_000;
  private static final long GAP_INTERVALS = 3;

  private CounterRules() {}

  /** What a reading adds to what the readings before it left as state. */
  public static CounterStep next(EnergySource source, CounterState state, RawReading reading) {
    boolean power = showsPower(source);
    if (reading.value().isEmpty() || (!power && reading.value().getAsLong() < 0)) {
      return CounterStep.nothing(state, Optional.of(CounterEvent.FAILED_READ));
    }
    long value = reading.value().getAsLong();
    boolean outOfBounds = power && (value < 0 || value > source.powerBoundMilliwatts());
    if (state.baseline().isEmpty() || !state.baseline().get().boot().equals(reading.boot())) {
      return outOfBounds
          ? CounterStep.nothing(state, Optional.of(CounterEvent.IMPLAUSIBLE))
          : start(state, reading, value);
    }
    Pair interval = new Pair(state.baseline().get(), reading, value);
    if (interval.millis().signum() <= 0) {
      return CounterStep.nothing(state, Optional.of(CounterEvent.STALE));
    }
    if (outOfBounds) {
      return CounterStep.nothing(state, Optional.of(CounterEvent.IMPLAUSIBLE));
    }
    CounterState rebased = state.rebased(reading, value);
    if (source.kind() == EnergySource.Kind.COUNTER) {
      return counted(source, rebased, interval);
    }
    if (state.interrupted() || interval.millis().compareTo(gapLimit(source)) > 0) {
      return CounterStep.uncovered(
          rebased,
          BigInteger.ZERO,
          filled(rebased, interval.millis()),
          interval.millis(),
          CounterEvent.GAP);
    }
    return source.kind() == EnergySource.Kind.MODEL
        ? modelled(source, rebased, interval)
        : integrated(source, rebased, interval);
  }

  /** How long nobody may look at a source before what happened meanwhile is not known. */
  public static long gapLimitMillis(EnergySource source) {
    return gapLimit(source).min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
  }

  private static BigInteger gapLimit(EnergySource source) {
    return BigInteger.valueOf(source.nominalMillis())
        .multiply(BigInteger.valueOf(GAP_INTERVALS))
        .max(BigInteger.valueOf(LEAST_GAP_MILLIS));
  }

  private static boolean showsPower(EnergySource source) {
    return source.kind() == EnergySource.Kind.GAUGE || source.kind() == EnergySource.Kind.MEAN;
  }

  private static CounterStep start(CounterState state, RawReading reading, long value) {
    Optional<CounterEvent> event = state.baseline().map(before -> CounterEvent.NEW_BOOT);
    CounterState fresh = event.isPresent() ? state.withoutHistory() : state;
    return CounterStep.nothing(fresh.rebased(reading, value), event);
  }

  private static CounterStep counted(EnergySource source, CounterState state, Pair interval) {
    BigInteger millis = interval.millis();
    BigInteger bound = interval.bound(source);
    Optional<BigInteger> modulus = modulus(source);
    if (modulus.isPresent()
        && millis
                .multiply(BigInteger.valueOf(source.powerBoundMilliwatts()))
                .compareTo(modulus.get())
            >= 0) {
      return nothingOf(state, millis, CounterEvent.AMBIGUOUS);
    }
    BigInteger difference = interval.difference();
    if (difference.signum() >= 0) {
      return difference.compareTo(bound) <= 0
          ? CounterStep.measured(state, difference, millis, Optional.empty())
          : nothingOf(state, millis, CounterEvent.IMPLAUSIBLE);
    }
    if (modulus.isPresent()) {
      BigInteger wrapped = difference.add(modulus.get());
      // Below zero the old value was above the range, so that it did not wrap.
      if (wrapped.signum() >= 0 && wrapped.compareTo(bound) <= 0) {
        return CounterStep.measured(state, wrapped, millis, Optional.of(CounterEvent.WRAP));
      }
    }
    BigInteger sinceZero = BigInteger.valueOf(interval.value());
    BigInteger counted = sinceZero.compareTo(bound) <= 0 ? sinceZero : BigInteger.ZERO;
    return CounterStep.uncovered(state, counted, BigInteger.ZERO, millis, CounterEvent.RESET);
  }

  private static CounterStep modelled(EnergySource source, CounterState state, Pair interval) {
    BigInteger difference = interval.difference();
    if (difference.signum() < 0) {
      return nothingOf(state, interval.millis(), CounterEvent.RESET);
    }
    if (difference.compareTo(interval.bound(source)) > 0) {
      return nothingOf(state, interval.millis(), CounterEvent.IMPLAUSIBLE);
    }
    Interval measured = new Interval(difference.shiftLeft(1), interval.millis());
    return CounterStep.measured(
        state.withInterval(measured, state.halfCarried()),
        difference,
        interval.millis(),
        Optional.empty());
  }

  private static CounterStep integrated(EnergySource source, CounterState state, Pair interval) {
    BigInteger now = BigInteger.valueOf(interval.value());
    BigInteger before =
        source.kind() == EnergySource.Kind.MEAN ? now : BigInteger.valueOf(interval.from().value());
    BigInteger halves = before.add(now).multiply(interval.millis());
    BigInteger due = state.halfCarried() ? halves.add(BigInteger.ONE) : halves;
    CounterState after =
        state.withInterval(new Interval(halves, interval.millis()), due.testBit(0));
    return CounterStep.measured(after, due.shiftRight(1), interval.millis(), Optional.empty());
  }

  private static CounterStep nothingOf(CounterState state, BigInteger millis, CounterEvent event) {
    return CounterStep.uncovered(state, BigInteger.ZERO, BigInteger.ZERO, millis, event);
  }

  private static BigInteger filled(CounterState state, BigInteger millis) {
    BigInteger halves = BigInteger.ZERO;
    BigInteger length = BigInteger.ZERO;
    for (Interval interval : state.history()) {
      halves = halves.add(interval.halfMicrojoules());
      length = length.add(interval.millis());
    }
    return length.signum() == 0
        ? BigInteger.ZERO
        : halves.multiply(millis).divide(length.shiftLeft(1));
  }

  /** One counter unit above the largest value; the kernel tells the largest, 2^32 - 1 units. */
  private static Optional<BigInteger> modulus(EnergySource source) {
    if (source.rangeMicrojoules().isEmpty()) {
      return Optional.empty();
    }
    BigInteger range = BigInteger.valueOf(source.rangeMicrojoules().getAsLong());
    BigInteger roundedUnit = range.shiftLeft(1).add(UNIT_COUNT).divide(UNIT_COUNT.shiftLeft(1));
    return Optional.of(range.add(roundedUnit));
  }

  private record Pair(Baseline from, RawReading to, long value) {
    BigInteger millis() {
      return BigInteger.valueOf(to.atMillis()).subtract(BigInteger.valueOf(from.atMillis()));
    }

    BigInteger difference() {
      return BigInteger.valueOf(value).subtract(BigInteger.valueOf(from.value()));
    }

    BigInteger bound(EnergySource source) {
      return millis()
          .add(BigInteger.valueOf(source.refreshMillis()))
          .multiply(BigInteger.valueOf(source.powerBoundMilliwatts()));
    }
  }
}
