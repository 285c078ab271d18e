package io.trainwatt.agent.counter;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.counter.EnergySource.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

final class CounterRulesPropertyTest {
  private static final long BOUND = 500_000;
  private static final long RANGE = 4_294_967_295L;
  private static final EnergySource SOURCE =
      new EnergySource(Kind.COUNTER, OptionalLong.of(RANGE), BOUND, 0, 1_000);

  /** What may happen at a reading of a true counter. */
  private enum Fault {
    NONE,
    FAILED,
    REPEATED,
    EARLIER
  }

  @Property
  void anyWrapsAndLostReadsAddUpToWhatTheHardwareUsed(
      @ForAll @LongRange(min = 0, max = RANGE) long first, @ForAll("steps") List<Step> steps) {
    List<RawReading> readings = new ArrayList<>();
    long truth = first;
    long millis = 0;
    long lastGood = first;
    readings.add(RawReading.of(0, "a", first));
    for (Step step : steps) {
      millis += step.millis();
      truth += step.microjoules();
      long shown = truth % (RANGE + 1);
      switch (step.fault()) {
        case NONE -> {
          readings.add(RawReading.of(millis, "a", shown));
          lastGood = truth;
        }
        case FAILED -> readings.add(RawReading.failed(millis, "a"));
        case REPEATED, EARLIER -> {
          readings.add(RawReading.of(millis, "a", shown));
          readings.add(RawReading.of(step.fault() == Fault.EARLIER ? millis - 1 : millis, "a", 77));
          lastGood = truth;
        }
      }
    }
    Played played = Played.of(SOURCE, readings);
    assertThat(played.measured()).isEqualTo(lastGood - first);
    assertThat(played.uncovered()).isZero();
  }

  /** At most 20 failed reads of at most 400 ms: never long enough to wrap twice at 500 W. */
  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 400),
            Arbitraries.integers().between(0, 1_000),
            Arbitraries.of(Fault.class))
        .as((millis, share, fault) -> new Step(millis, BOUND * millis * share / 1_000, fault))
        .list()
        .ofMaxSize(20);
  }

  record Step(long millis, long microjoules, Fault fault) {}

  @Property
  void nothingIsEverNegativeAndNoReadingAddsMoreThanTheSourceCanDraw(
      @ForAll Kind kind, @ForAll("readings") List<RawReading> readings) {
    EnergySource source = new EnergySource(kind, OptionalLong.of(RANGE), BOUND, 5, 1_000);
    CounterState state = CounterState.INITIAL;
    for (RawReading reading : readings) {
      CounterStep step = CounterRules.next(source, state, reading);
      assertThat(step.measuredMicrojoules().signum()).isNotNegative();
      assertThat(step.filledMicrojoules().signum()).isNotNegative();
      BigInteger time = step.coveredMillis().add(step.uncoveredMillis());
      assertThat(step.measuredMicrojoules())
          .isLessThanOrEqualTo(time.add(BigInteger.valueOf(5)).multiply(BigInteger.valueOf(BOUND)));
      state = step.state();
    }
  }

  @Property
  void everyMillisecondBetweenTheFirstAndLastGoodReadingIsCoveredOrUncovered(
      @ForAll Kind kind, @ForAll("readings") List<RawReading> readings) {
    EnergySource source = new EnergySource(kind, OptionalLong.of(RANGE), BOUND, 5, 1_000);
    CounterState state = CounterState.INITIAL;
    BigInteger expected = BigInteger.ZERO;
    BigInteger told = BigInteger.ZERO;
    for (RawReading reading : readings) {
      CounterStep step = CounterRules.next(source, state, reading);
      told = told.add(step.coveredMillis()).add(step.uncoveredMillis());
      if (state.baseline().isPresent()
          && step.state().baseline().orElseThrow().boot().equals(state.baseline().get().boot())) {
        expected =
            expected.add(
                BigInteger.valueOf(step.state().baseline().get().atMillis())
                    .subtract(BigInteger.valueOf(state.baseline().get().atMillis())));
      }
      state = step.state();
    }
    assertThat(told).isEqualTo(expected);
  }

  @Property
  void carriedHalvesMakeTheSumOfTheTrapezoidsRoundedDownOnce(
      @ForAll("gauge") List<Long> milliwatts, @ForAll @IntRange(min = 1, max = 50) int seed) {
    EnergySource gauge = new EnergySource(Kind.GAUGE, OptionalLong.empty(), BOUND, 0, 1_000);
    Random random = new Random(seed);
    List<RawReading> readings = new ArrayList<>();
    BigInteger halves = BigInteger.ZERO;
    long millis = 0;
    for (int i = 0; i < milliwatts.size(); i++) {
      long step = 1L + random.nextInt(2_000);
      millis += step;
      readings.add(RawReading.of(millis, "a", milliwatts.get(i)));
      if (i > 0) {
        halves = halves.add(BigInteger.valueOf((milliwatts.get(i - 1) + milliwatts.get(i)) * step));
      }
    }
    assertThat(Played.of(gauge, readings).measured()).isEqualTo(halves.shiftRight(1));
  }

  @Provide
  Arbitrary<List<Long>> gauge() {
    return Arbitraries.longs().between(0, BOUND).list().ofMaxSize(30);
  }

  @Provide
  Arbitrary<List<RawReading>> readings() {
    Arbitrary<Long> millis = Arbitraries.longs().between(0, 60_000);
    Arbitrary<String> boots = Arbitraries.of("a", "a", "a", "b");
    Arbitrary<RawReading> good =
        Combinators.combine(millis, boots, Arbitraries.longs().between(-10, 2 * RANGE))
            .as(RawReading::of);
    Arbitrary<RawReading> failed = Combinators.combine(millis, boots).as(RawReading::failed);
    return Arbitraries.oneOf(good, good, good, failed).list().ofMaxSize(40);
  }
}
