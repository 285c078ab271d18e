package io.trainwatt.pipeline.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class EndForecastTest {
  private static final RunPlan PLAN = Curves.plan(10_000, "constant");

  private static Interval at(double share, DoubleUnaryOperator loss, double noise) {
    return EndForecast.of(Curves.seen(loss, share, noise), PLAN).orElseThrow();
  }

  @Test
  void aPowerLawIsFollowedToItsEnd() {
    DoubleUnaryOperator loss = x -> 2 * Math.pow(100 * x + 1, -0.3);

    Interval end = at(0.5, loss, 0);

    assertThat(end.middle() / loss.applyAsDouble(1)).isCloseTo(1, within(0.05));
  }

  @Test
  void anExponentialIsNotExtrapolatedBelowItsFloor() {
    DoubleUnaryOperator loss = x -> 0.5 + 2 * Math.exp(-x / 0.08);

    Interval end = at(0.5, loss, 0);

    assertThat(end.middle()).isCloseTo(0.5, within(0.02));
  }

  @Test
  void aValidationLossThatTurnedUpIsExpectedHigher() {
    DoubleUnaryOperator loss = x -> 0.4 + Math.exp(-x / 0.05) + 0.8 * x;

    Interval end = at(0.5, loss, 0.005);

    assertThat(end.middle()).isGreaterThan(loss.applyAsDouble(0.5) * 1.1);
  }

  @Test
  void noiseWidensTheInterval() {
    DoubleUnaryOperator loss = x -> 0.5 + Math.exp(-x / 0.03);

    Interval quiet = at(0.5, loss, 0.002);
    Interval loud = at(0.5, loss, 0.05);

    assertThat(loud.high() - loud.low()).isGreaterThan(2 * (quiet.high() - quiet.low()));
  }

  @Test
  void aCurveThatWasHardToForeseeHasAWiderInterval() {
    Interval steady = at(0.5, x -> 1 + Math.exp(-x / 0.03), 0.01);
    Interval turned = at(0.5, x -> 1 + (x < 0.3 ? 1 - 2 * x : 0.4), 0.01);

    assertThat(turned.high() - turned.low()).isGreaterThan(2 * (steady.high() - steady.low()));
  }

  @Test
  void whatADropOfTheRateBroughtIsNotExpectedAgain() {
    RunPlan plan = new RunPlan(OptionalLong.of(10_000), Schedule.declared("step", List.of(0.6)));
    LearningCurve curve = new LearningCurve();
    for (int i = 0; i <= 70; i++) {
      curve.take(Curves.row(i * 100L, i < 60 ? 1 : 0.5, i < 60 ? 1e-1 : 1e-2), plan);
    }

    assertThat(EndForecast.of(curve, plan).orElseThrow().middle()).isCloseTo(0.5, within(0.03));
  }

  @Test
  void theFartherTheEndTheWiderTheInterval() {
    DoubleUnaryOperator loss = x -> 0.5 + Math.exp(-x / 0.02);

    Interval early = at(0.25, loss, 0.02);
    Interval late = at(0.75, loss, 0.02);

    assertThat(early.high() / early.low()).isGreaterThan(1.05 * late.high() / late.low());
  }

  @Test
  void aLossMayBeNegative() {
    Interval end = at(0.5, x -> -3 + Math.exp(-x / 0.1), 0.001);

    assertThat(end.middle()).isCloseTo(-3, within(0.05));
  }

  @Test
  void withoutAPlannedEndNothingIsForecast() {
    LearningCurve curve = Curves.seen(x -> 1 - x / 2, 0.5, 0);
    RunPlan open = new RunPlan(OptionalLong.empty(), Schedule.UNDECLARED);

    assertThat(EndForecast.of(curve, open)).isEmpty();
    assertThat(curve.remainingSeconds(open)).isEmpty();
  }

  @Test
  void remainingTimeIsThatOfTheStepsToCome() {
    Interval rest = Curves.seen(x -> 1, 0.5, 0).remainingSeconds(PLAN).orElseThrow();

    assertThat(rest.middle()).isCloseTo(2_500, within(1e-6));
  }
}
