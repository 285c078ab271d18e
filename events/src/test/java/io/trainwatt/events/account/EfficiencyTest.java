package io.trainwatt.events.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Energy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EfficiencyTest {
  private static Work tokens(long count) {
    return new Work(
        OptionalLong.empty(), OptionalLong.of(count), OptionalLong.empty(), OptionalLong.empty());
  }

  private static ActivityEnergy spent(Activity activity, long joules, long idle) {
    return new ActivityEnergy(
        activity,
        Energy.ofJoules(joules),
        Energy.ofJoules(idle),
        10_000_000,
        OptionalLong.of(9_890_000));
  }

  private static Efficiency of(OptionalLong parameters, OptionalLong active) {
    return new Efficiency(
        List.of(
            spent(Activity.SETUP, 10, 2),
            spent(Activity.TRAINING, 100, 5),
            spent(Activity.DATA_WAIT, 7, 7),
            spent(Activity.AFTER_LAST_PROGRESS, 20, 19)),
        Optional.empty(),
        Optional.empty(),
        parameters,
        active,
        List.of(),
        List.of());
  }

  @Test
  void wasteIsWaitingWhatCameAfterAndIdlenessElsewhere() {
    Efficiency efficiency = of(OptionalLong.empty(), OptionalLong.empty());

    assertThat(efficiency.wasted()).isEqualTo(Energy.ofJoules(2 + 5 + 7 + 20));
    assertThat(efficiency.idle()).isEqualTo(Energy.ofJoules(2 + 5));
  }

  @Test
  void operationsAreSixForEachActiveParameterAndToken() {
    Efficiency dense = of(OptionalLong.of(1_000_000_000), OptionalLong.empty());
    Efficiency experts = of(OptionalLong.of(1_000_000_000), OptionalLong.of(250_000_000));

    assertThat(dense.operations(tokens(1_000))).hasValue(6e12);
    assertThat(experts.operations(tokens(1_000))).hasValue(1.5e12);
    assertThat(of(OptionalLong.empty(), OptionalLong.empty()).operations(tokens(1_000))).isEmpty();
  }

  @Test
  void operationsThatTheRunCountsComeFirst() {
    Work work =
        new Work(
            OptionalLong.empty(),
            OptionalLong.of(1_000),
            OptionalLong.empty(),
            OptionalLong.of(8_000));

    assertThat(of(OptionalLong.of(1), OptionalLong.empty()).operations(work)).hasValue(8e12);
  }

  @Test
  void utilizationIsOperationsOverWhatTheDevicesCouldHaveDone() {
    Efficiency efficiency = of(OptionalLong.of(1_000_000_000), OptionalLong.empty());

    // 6e9 operations for each of 494 500 tokens, of 9.89e15: 30 %.
    assertThat(efficiency.utilization(stretch(tokens(494_500))).orElseThrow()).isEqualTo(0.3);
    assertThat(efficiency.utilization(stretch(Work.NONE))).isEmpty();
  }

  private static Stretch stretch(Work work) {
    return new Stretch(
        0, 10_000_000, 10_000_000, Energy.ofJoules(100), work, OptionalLong.of(9_890_000));
  }

  @Test
  void operationsOfASmallRunAreNotRounded() {
    Efficiency small = of(OptionalLong.of(1_234_567), OptionalLong.empty());

    assertThat(small.operations(tokens(991))).hasValue(6.0 * 1_234_567 * 991);
  }
}
