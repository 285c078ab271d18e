package io.trainwatt.pipeline.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.Activity;
import io.trainwatt.events.progress.Work;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RecentStretchTest {
  private final RecentStretch recent = new RecentStretch();

  private void at(long second, long steps, Activity before, Activity now) {
    Work work =
        new Work(
            OptionalLong.of(steps),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty());
    recent.take(before, now, second * 1_000_000, new Used(second * 100, 0, 0), work);
  }

  private void training(long second, long steps) {
    at(second, steps, Activity.TRAINING, Activity.TRAINING);
  }

  @Test
  void tenStepsAreEnoughAfterTenSeconds() {
    training(1, 0);
    training(10, 50);
    assertThat(recent.newest()).isEmpty();

    training(11, 55);

    var stretch = recent.newest().orElseThrow();
    assertThat(stretch.used().microjoules()).isEqualTo(1_000);
    assertThat(stretch.work().steps()).hasValue(55);
  }

  @Test
  void thirtySecondsAreEnoughWithAnyStep() {
    training(1, 0);
    training(30, 1);
    assertThat(recent.newest()).isEmpty();

    training(31, 1);

    assertThat(recent.newest().orElseThrow().work().steps()).hasValue(1);
  }

  @Test
  void stretchesFollowEachOtherAndDoNotOverlap() {
    training(0, 0);
    training(12, 20);
    training(25, 41);

    var stretch = recent.newest().orElseThrow();
    assertThat(stretch.fromWallMicros()).isEqualTo(12_000_000);
    assertThat(stretch.work().steps()).hasValue(21);
  }

  @Test
  void whatHoldsAnEvaluationIsNone() {
    training(0, 0);
    at(9, 9, Activity.TRAINING, Activity.EVALUATION);
    at(20, 9, Activity.EVALUATION, Activity.TRAINING);
    training(29, 30);
    assertThat(recent.newest()).isEmpty();

    training(30, 31);

    assertThat(recent.newest().orElseThrow().fromWallMicros()).isEqualTo(20_000_000);
  }

  @Test
  void waitingForDataBelongsToIt() {
    training(0, 0);
    at(5, 5, Activity.TRAINING, Activity.DATA_WAIT);
    at(12, 10, Activity.DATA_WAIT, Activity.TRAINING);

    assertThat(recent.newest().orElseThrow().used().microjoules()).isEqualTo(1_200);
  }
}
