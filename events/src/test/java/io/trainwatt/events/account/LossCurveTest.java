package io.trainwatt.events.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Energy;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LossCurveTest {
  private static final LossCurve CURVE = curve(mark(4, 10, 1), mark(3, 50, 2), mark(2, 250, 6));

  private static LossCurve curve(LossMark... marks) {
    return new LossCurve(LossMetric.TRAINING, List.of(marks));
  }

  private static LossMark mark(double loss, long joules, long second) {
    Work work =
        new Work(
            OptionalLong.of(second * 10),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty());
    return new LossMark(loss, Energy.ofJoules(joules), second * 1_000_000, work);
  }

  @Test
  void betweenTwoMarksEnergyTimeAndWorkGoInAStraightLine() {
    LossMark half = CURVE.reached(2.5).orElseThrow();

    assertThat(half.energy()).isEqualTo(Energy.ofJoules(150));
    assertThat(half.wallMicros()).isEqualTo(4_000_000);
    assertThat(half.work().steps()).hasValue(40);
  }

  @Test
  void atAMarkItIsThatMark() {
    assertThat(CURVE.reached(3)).contains(mark(3, 50, 2));
    assertThat(CURVE.reached(2)).contains(mark(2, 250, 6));
  }

  @Test
  void whatWasNeverReachedIsAbsentAndWhatWasAlwaysThereIsTheFirst() {
    assertThat(CURVE.reached(1.999)).isEmpty();
    assertThat(CURVE.reached(Double.NaN)).isEmpty();
    assertThat(CURVE.reached(9)).contains(mark(4, 10, 1));
  }

  @Test
  void joulesForAUnitAndForTheLastPercent() {
    assertThat(CURVE.joulesPerUnit()).hasValue(120);
    // 1 % of 2 is 0.02 of the last 1.0, which cost 200 J.
    assertThat(CURVE.lastPercent()).contains(Energy.ofJoules(4));
    assertThat(curve(mark(4, 10, 1)).joulesPerUnit()).isEmpty();
    assertThat(curve(mark(4, 10, 1), mark(3.99, 11, 2)).lastPercent()).isEmpty();
  }

  @Test
  void aLossThatDoesNotFallIsRefused() {
    assertThatThrownBy(() -> curve(mark(4, 10, 1), mark(4, 11, 2)))
        .hasMessage("loss curve is out of order at mark 1");
    assertThatThrownBy(() -> curve(mark(4, 10, 1), mark(3, 9, 2)))
        .hasMessage("loss curve is out of order at mark 1");
    assertThatThrownBy(() -> mark(Double.NaN, 1, 1)).hasMessageContaining("no number");
  }
}
