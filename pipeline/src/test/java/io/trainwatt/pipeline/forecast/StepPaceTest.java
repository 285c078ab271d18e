package io.trainwatt.pipeline.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StepPaceTest {
  private static StepPace steady(int steps) {
    StepPace pace = new StepPace();
    for (int i = 0; i <= steps; i++) {
      pace.reach(i, i * 0.2);
    }
    return pace;
  }

  @Test
  void aStallIsNotExpectedAgain() {
    StepPace pace = new StepPace();
    for (int i = 0; i <= 500; i++) {
      pace.reach(i, i * 0.2 + (i > 300 ? 1_000 : 0));
    }

    assertThat(pace.forSteps(100).orElseThrow().middle()).isCloseTo(20, within(1.0));
  }

  @Test
  void repeatedStepsAreWorkAgain() {
    StepPace pace = new StepPace();
    for (int i = 0; i <= 100; i++) {
      pace.reach(i < 60 ? i : i - 30, i);
    }

    assertThat(pace.forSteps(10).orElseThrow().middle()).isCloseTo(10, within(0.5));
  }

  @Test
  void longRunsAreRememberedInFewStretches() {
    assertThat(steady(1_000_000).forSteps(10).orElseThrow().middle()).isCloseTo(2, within(1e-6));
  }

  @Test
  void nothingIsSaidBeforeThereIsAPace() {
    assertThat(steady(3).forSteps(10)).isEmpty();
  }

  @Test
  void aMachineThatChangedItsPaceIsForeseenLessSurely() {
    StepPace pace = new StepPace();
    for (int i = 0; i <= 600; i++) {
      pace.reach(i, i <= 300 ? i * 0.2 : 60 + (i - 300) * 0.3);
    }

    Interval steady = steady(600).forSteps(600).orElseThrow();
    Interval changed = pace.forSteps(600).orElseThrow();

    assertThat(steady.high() / steady.low()).isLessThan(1.1);
    assertThat(changed.high() / changed.low()).isGreaterThan(1.3);
  }
}
