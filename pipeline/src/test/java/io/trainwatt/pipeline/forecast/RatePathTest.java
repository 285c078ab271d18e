package io.trainwatt.pipeline.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class RatePathTest {
  private static RatePath upTo(int step, DoubleUnaryOperator rate) {
    RatePath path = new RatePath();
    for (int i = 1; i <= step; i++) {
      path.reach(i, OptionalDouble.of(rate.applyAsDouble(i)));
    }
    return path;
  }

  private static Schedule of(String name, Double... drops) {
    return Schedule.declared(name, List.of(drops));
  }

  private static double cosine(double step) {
    return 3e-3 * (1 + Math.cos(Math.PI * step / 1_000)) / 2;
  }

  @Test
  void aCosineIsKnownToItsEnd() {
    RateOutlook outlook = upTo(500, RatePathTest::cosine).until(1_000, of("cosine"));

    assertThat(outlook.decayToCome().orElseThrow()).isCloseTo(0.5, within(0.01));
    assertThat(outlook.area()).isCloseTo(500 - 500.0 / 2 - 1_000 / (2 * Math.PI), within(5.0));
  }

  @Test
  void aConstantRateHasNoDecayToCome() {
    RateOutlook outlook = upTo(300, step -> 1e-3).until(1_000, of("constant"));

    assertThat(outlook).isEqualTo(new RateOutlook(700, OptionalDouble.of(0)));
  }

  @Test
  void ofARateThatStaysAndWasNotDeclaredNothingIsKnown() {
    RateOutlook outlook = upTo(300, step -> 1e-3).until(1_000, Schedule.UNDECLARED);

    assertThat(outlook.decayToCome()).isEmpty();
  }

  @Test
  void stableThenDecayIsStillToDecayUntilItDoes() {
    assertThat(upTo(900, step -> 1).until(1_000, of("wsd")).decayToCome()).hasValue(1);
    assertThat(
            upTo(960, step -> Math.min(1, (1_000 - step) / 200))
                .until(1_000, of("wsd"))
                .decayToCome()
                .orElseThrow())
        .isCloseTo(0.2, within(1e-9));
  }

  @Test
  void dropsStillToComeAreADecayToCome() {
    Schedule late = of("step", 0.85);

    assertThat(upTo(800, step -> 1).until(1_000, late).decayToCome().orElseThrow())
        .isCloseTo(0.9, within(1e-9));
    assertThat(upTo(900, step -> step < 850 ? 1 : 0.05).until(1_000, late).decayToCome())
        .hasValue(0);
  }

  @Test
  void aDropIsToComeUntilTheRateHasFallen() {
    Schedule late = of("step", 0.85);

    assertThat(upTo(850, step -> 1).until(1_000, late).decayToCome().orElseThrow())
        .isCloseTo(0.9, within(1e-9));
    assertThat(upTo(880, step -> 1).until(1_000, late).decayToCome().orElseThrow())
        .isCloseTo(0.9, within(1e-9));
    assertThat(upTo(851, step -> step < 849 ? 1 : 0.1).until(1_000, late).decayToCome())
        .hasValue(0);
  }

  @Test
  void aDeclaredDropThatNeverCameIsNotWaitedForForEver() {
    assertThat(upTo(950, step -> 1).until(1_000, of("step", 0.85)).decayToCome()).hasValue(0);
  }

  @Test
  void withoutARateADropIsTakenToHaveComeWhereItWasDeclared() {
    RatePath path = new RatePath();
    path.reach(860, OptionalDouble.empty());

    assertThat(path.until(1_000, of("step", 0.85)).decayToCome()).hasValue(0);
  }

  @Test
  void aSuddenDropBeginsANewSegmentAndAWarmUpDoesNot() {
    RatePath path = upTo(900, step -> step < 100 ? step / 100 : step < 850 ? 1 : 0.05);

    assertThat(path.jumpStep()).isEqualTo(850);
  }

  @Test
  void withoutARateTheAxisIsThatOfSteps() {
    RatePath path = new RatePath();
    path.reach(10, OptionalDouble.empty());
    path.reach(40, OptionalDouble.empty());

    assertThat(path.inPeakSteps(path.area())).isEqualTo(40);
  }
}
