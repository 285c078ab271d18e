package io.trainwatt.agent.counter;

import static io.trainwatt.agent.counter.Played.expected;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.counter.EnergySource.Kind;
import java.math.BigInteger;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every row of the table in conformance.md, at and beside its edges. */
final class CounterRulesTest {
  private static final long RAPL_RANGE = 262_143_328_850L;
  private static final long RAPL_MODULUS = RAPL_RANGE + 61;

  private static final EnergySource PACKAGE = counter(OptionalLong.of(RAPL_RANGE), 500_000, 1);
  private static final EnergySource UNRANGED = counter(OptionalLong.empty(), 500_000, 0);
  private static final EnergySource GAUGE =
      new EnergySource(Kind.GAUGE, OptionalLong.empty(), 400_000, 0, 1_000);
  private static final EnergySource MEAN =
      new EnergySource(Kind.MEAN, OptionalLong.empty(), 400_000, 0, 1_000);
  private static final EnergySource MODEL =
      new EnergySource(Kind.MODEL, OptionalLong.empty(), 400_000, 0, 1_000);

  private static EnergySource counter(OptionalLong range, long bound, long refresh) {
    return new EnergySource(Kind.COUNTER, range, bound, refresh, 1_000);
  }

  private static RawReading at(long millis, long value) {
    return RawReading.of(millis, "a", value);
  }

  private static Played play(EnergySource source, RawReading... readings) {
    return Played.of(source, List.of(readings));
  }

  @Test
  void firstReadingIsTheBaselineAndAddsNothing() {
    assertThat(play(PACKAGE, at(0, 123))).isEqualTo(expected(0, 0, 0));
  }

  @Test
  void differenceIsCounted() {
    assertThat(play(PACKAGE, at(0, 10), at(1_000, 110), at(2_000, 110)))
        .isEqualTo(expected(100, 0, 0));
  }

  @Test
  void wrapAddsTheModulusOneUnitAboveTheRange() {
    assertThat(play(PACKAGE, at(0, 262_143_000_000L), at(1_000, 99_671_089)))
        .isEqualTo(expected(100_000_000, 0, 0, "wrap"));
  }

  @Test
  void modulusRoundsTheUnitHalfUp() {
    // 2^32 - 1 units of 15.5 µJ and of 15.4999...
    long unit = (1L << 32) - 1;
    long up = unit * 31 / 2 + 1;
    long down = unit * 31 / 2;
    assertThat(play(counter(OptionalLong.of(up), 500_000, 0), at(0, up), at(1_000, 0)))
        .isEqualTo(expected(16, 0, 0, "wrap"));
    assertThat(play(counter(OptionalLong.of(down), 500_000, 0), at(0, down), at(1_000, 0)))
        .isEqualTo(expected(15, 0, 0, "wrap"));
  }

  @Test
  void wrapMayAddTheBoundAndNoMore() {
    long bound = 500_000L * 1_001;
    assertThat(play(PACKAGE, at(0, RAPL_MODULUS - bound), at(1_000, 0)))
        .isEqualTo(expected(bound, 0, 0, "wrap"));
    assertThat(play(PACKAGE, at(0, RAPL_MODULUS - bound - 1), at(1_000, 0)))
        .isEqualTo(expected(0, 0, 1_000, "reset"));
  }

  @Test
  void failedReadAddsNothingAndTheNextLooksBackPastIt() {
    assertThat(play(PACKAGE, at(0, 10), RawReading.failed(1_000, "a"), at(2_000, 210)))
        .isEqualTo(expected(200, 0, 0, "failedRead"));
  }

  @Test
  void negativeCounterIsAFailedRead() {
    assertThat(play(PACKAGE, at(0, 10), at(1_000, -1), at(2_000, 210)))
        .isEqualTo(expected(200, 0, 0, "failedRead"));
  }

  @Test
  void failedReadBeforeAnyBaselineIsNoBaseline() {
    assertThat(play(PACKAGE, RawReading.failed(0, "a"), at(1_000, 10), at(2_000, 30)))
        .isEqualTo(expected(20, 0, 0, "failedRead"));
  }

  @Test
  void repeatedAndEarlierReadingsAddNothingAndKeepTheBaseline() {
    assertThat(play(PACKAGE, at(1_000, 10), at(1_000, 20), at(500, 90), at(2_000, 40)))
        .isEqualTo(expected(30, 0, 0, "stale", "stale"));
  }

  @Test
  void newBootIsABaselineEvenWhenItsClockIsBehind() {
    assertThat(
            play(
                PACKAGE,
                at(9_000, 10),
                at(10_000, 20),
                RawReading.of(500, "b", 700),
                RawReading.of(1_500, "b", 705)))
        .isEqualTo(expected(15, 0, 0, "newBoot"));
  }

  @Test
  void failedReadWithANewBootChangesNothing() {
    assertThat(play(PACKAGE, at(0, 10), RawReading.failed(500, "b"), at(1_000, 30)))
        .isEqualTo(expected(20, 0, 0, "failedRead"));
  }

  @Test
  void ambiguousFromTheTimeAFullTurnIsPossible() {
    // 262143328911 µJ at 500 W: 524286.657822 s
    assertThat(play(PACKAGE, at(0, 0), at(524_286, 1_000))).isEqualTo(expected(1_000, 0, 0));
    assertThat(play(PACKAGE, at(0, 0), at(524_287, 1_000), at(525_287, 1_500)))
        .isEqualTo(expected(500, 0, 524_287, "ambiguous"));
  }

  @Test
  void ambiguousMeansEqualToTheModulusAsWell() {
    EnergySource source = counter(OptionalLong.of((1L << 32) - 1), 1L << 22, 0);
    assertThat(play(source, at(0, 0), at(1_024, 5))).isEqualTo(expected(0, 0, 1_024, "ambiguous"));
    assertThat(play(source, at(0, 0), at(1_023, 5))).isEqualTo(expected(5, 0, 0));
  }

  @Test
  void differenceMayReachTheBoundWithOneRefreshOfSlack() {
    assertThat(play(PACKAGE, at(0, 0), at(1_000, 500_500_000)))
        .isEqualTo(expected(500_500_000, 0, 0));
    assertThat(play(PACKAGE, at(0, 0), at(1_000, 500_500_001), at(2_000, 500_500_011)))
        .isEqualTo(expected(10, 0, 1_000, "implausible"));
  }

  @Test
  void resetToASmallValueCountsSinceZeroAndSaysTheIntervalIsUncovered() {
    assertThat(play(UNRANGED, at(0, 9_000_000_000L), at(1_000, 70), at(2_000, 75)))
        .isEqualTo(expected(75, 0, 1_000, "reset"));
  }

  @Test
  void resetToMoreThanTheBoundIsOnlyANewBaseline() {
    assertThat(
            play(UNRANGED, at(0, 9_000_000_000L), at(1_000, 500_000_001), at(2_000, 500_000_002)))
        .isEqualTo(expected(1, 0, 1_000, "reset"));
  }

  @Test
  void valueAboveTheRangeIsNoWrap() {
    assertThat(play(PACKAGE, at(0, RAPL_MODULUS + 500), at(1_000, 7)))
        .isEqualTo(expected(7, 0, 1_000, "reset"));
  }

  @Test
  void productsPastSixtyFourBitsAreExact() {
    EnergySource source = counter(OptionalLong.empty(), Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(play(source, at(Long.MIN_VALUE, 0), at(Long.MAX_VALUE, Long.MAX_VALUE)))
        .isEqualTo(expected(Long.MAX_VALUE, 0, 0));
    EnergySource gauge =
        new EnergySource(Kind.GAUGE, OptionalLong.empty(), Long.MAX_VALUE, 0, 1_000);
    assertThat(play(gauge, at(0, Long.MAX_VALUE), at(1, Long.MAX_VALUE)))
        .isEqualTo(expected(Long.MAX_VALUE, 0, 0));
    BigInteger large = BigInteger.valueOf(Long.MAX_VALUE).multiply(BigInteger.valueOf(10_000));
    assertThat(play(gauge, at(0, Long.MAX_VALUE), at(10_000, Long.MAX_VALUE)).measured())
        .isEqualTo(large);
  }

  @Test
  void rangeOfAllBitsStillWraps() {
    EnergySource source = counter(OptionalLong.of(Long.MAX_VALUE), 1_000, 0);
    // (2^63 - 1) / (2^32 - 1) is a little less than 2147483648.5.
    assertThat(play(source, at(0, Long.MAX_VALUE), at(10_000_000, 0)))
        .isEqualTo(expected(2_147_483_648L, 0, 0, "wrap"));
  }

  @Test
  void gaugeIsTheTrapezoid() {
    assertThat(play(GAUGE, at(0, 100), at(1_000, 300))).isEqualTo(expected(200_000, 0, 0));
  }

  @Test
  void halvesOfTheTrapezoidAreCarried() {
    assertThat(play(GAUGE, at(0, 0), at(1, 1), at(2, 0), at(3, 1))).isEqualTo(expected(1, 0, 0));
    assertThat(play(GAUGE, at(0, 0), at(1, 1), at(2, 0))).isEqualTo(expected(1, 0, 0));
    assertThat(play(GAUGE, at(0, 0), at(1, 1))).isEqualTo(expected(0, 0, 0));
  }

  @Test
  void halvesSurviveGapsAndBoots() {
    assertThat(
            play(
                GAUGE,
                at(0, 0),
                at(1, 1),
                at(20_001, 1),
                RawReading.of(0, "b", 1),
                RawReading.of(1, "b", 0)))
        .isEqualTo(expected(1, 10_000, 20_000, "gap", "newBoot"));
  }

  @Test
  void meanIsItsOwnIntervalTimesItsValue() {
    assertThat(play(MEAN, at(0, 100), at(1_000, 300))).isEqualTo(expected(300_000, 0, 0));
  }

  @Test
  void gaugeAboveItsBoundOrNegativeIsAsAFailedRead() {
    assertThat(play(GAUGE, at(0, 100), at(1_000, 400_001), at(2_000, -1), at(3_000, 100)))
        .isEqualTo(expected(300_000, 0, 0, "implausible", "implausible"));
  }

  @Test
  void implausibleGaugeIsNoBaselineAtFirstNorAcrossBoots() {
    assertThat(
            play(
                GAUGE,
                at(0, 400_001),
                at(1_000, 100),
                RawReading.of(1_500, "b", -1),
                at(2_000, 100)))
        .isEqualTo(expected(100_000, 0, 0, "implausible", "implausible"));
  }

  @Test
  void staleIsDecidedBeforeImplausible() {
    assertThat(play(GAUGE, at(1_000, 100), at(1_000, 400_001)))
        .isEqualTo(expected(0, 0, 0, "stale"));
  }

  @Test
  void gaugeIsIntegratedUpToTenSecondsAndNotBeyond() {
    assertThat(play(GAUGE, at(0, 100), at(10_000, 100))).isEqualTo(expected(1_000_000, 0, 0));
    assertThat(play(GAUGE, at(0, 100), at(10_001, 100))).isEqualTo(expected(0, 0, 10_001, "gap"));
  }

  @Test
  void slowSourceHasALongerGapLimit() {
    EnergySource slow = new EnergySource(Kind.GAUGE, OptionalLong.empty(), 400_000, 0, 5_000);
    assertThat(play(slow, at(0, 100), at(15_000, 100))).isEqualTo(expected(1_500_000, 0, 0));
    assertThat(play(slow, at(0, 100), at(15_001, 100))).isEqualTo(expected(0, 0, 15_001, "gap"));
  }

  @Test
  void gapIsFilledFromTheMeanWeightedByTime() {
    // 1 s of 100 mW and 3 s of 200 mW: 175 mW for 20 s.
    assertThat(play(MEAN, at(0, 0), at(1_000, 100), at(4_000, 200), at(24_000, 50)))
        .isEqualTo(expected(700_000, 3_500_000, 20_000, "gap"));
  }

  @Test
  void gapIsFilledFromTheLastTenIntervalsOnly() {
    List<RawReading> readings =
        java.util.stream.Stream.concat(
                IntStream.rangeClosed(0, 12).mapToObj(i -> at(i * 1_000L, i <= 2 ? 400 : 100)),
                java.util.stream.Stream.of(at(32_000, 100)))
            .toList();
    assertThat(Played.of(MEAN, readings)).isEqualTo(expected(1_800_000, 2_000_000, 20_000, "gap"));
  }

  @Test
  void gapDoesNotEnterTheHistoryAndNewBootEmptiesIt() {
    assertThat(
            play(
                MEAN,
                at(0, 0),
                at(1_000, 100),
                at(21_000, 400),
                at(41_000, 400),
                RawReading.of(0, "b", 400),
                RawReading.of(20_000, "b", 400)))
        .isEqualTo(expected(100_000, 4_000_000, 60_000, "gap", "gap", "newBoot", "gap"));
  }

  @Test
  void filledIsRoundedDownPerGap() {
    // 1 µJ in 3 ms, 10 001 ms: 3333.67
    EnergySource gauge = MEAN;
    assertThat(play(gauge, at(0, 0), at(1, 1), at(3, 0), at(10_004, 0), at(20_005, 0)))
        .isEqualTo(expected(1, 6_666, 20_002, "gap", "gap"));
  }

  @Test
  void modelCountsDifferencesButHasGaps() {
    assertThat(play(MODEL, at(0, 50), at(1_000, 150), at(21_000, 9_000), at(22_000, 9_010)))
        .isEqualTo(expected(110, 2_000, 20_000, "gap"));
  }

  @Test
  void modelThatFallsBackIsUncovered() {
    assertThat(play(MODEL, at(0, 50), at(1_000, 40), at(2_000, 45)))
        .isEqualTo(expected(5, 0, 1_000, "reset"));
  }

  @Test
  void gaugeHasAGapOverAnInterruptionHoweverShort() {
    CounterState before =
        CounterRules.next(GAUGE, CounterState.INITIAL, at(0, 100)).state().afterInterruption();
    CounterStep step = CounterRules.next(GAUGE, before, at(1_000, 100));
    assertThat(step.event()).contains(CounterEvent.GAP);
    assertThat(step.measuredMicrojoules()).isZero();
    assertThat(CounterRules.next(GAUGE, step.state(), at(2_000, 100)).measuredMicrojoules())
        .isEqualTo(100_000);
  }

  @Test
  void hardwareCounterGoesOnOverAnInterruption() {
    CounterState before =
        CounterRules.next(PACKAGE, CounterState.INITIAL, at(0, 100)).state().afterInterruption();
    CounterStep step = CounterRules.next(PACKAGE, before, at(60_000, 700));
    assertThat(step.event()).isEmpty();
    assertThat(step.measuredMicrojoules()).isEqualTo(600);
    assertThat(step.coveredMillis()).isEqualTo(60_000);
  }
}
