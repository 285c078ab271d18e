package io.trainwatt.pipeline.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EnergyHistoryTest {
  private final EnergyHistory history = new EnergyHistory();

  private static Used energy(long microjoules) {
    return new Used(microjoules, 0, 0);
  }

  @Test
  void idlenessAndCapacityGoTheSameWay() {
    history.add(1_000, Used.NOTHING);
    history.add(2_000, new Used(100, 10, 1_000));

    assertThat(history.usedAt(1_500)).isEqualTo(new Used(50, 5, 500));
  }

  @Test
  void betweenTwoPointsEnergyGrowsInProportionToTime() {
    history.add(1_000, energy(0));
    history.add(2_000, energy(100));
    history.add(4_000, energy(101));

    assertThat(history.at(1_500)).isEqualTo(50);
    assertThat(history.at(1_999)).isEqualTo(99);
    assertThat(history.at(2_000)).isEqualTo(100);
    assertThat(history.at(3_999)).isEqualTo(100);
  }

  @Test
  void beforeAndAfterAllPointsItIsWhatItWasThere() {
    history.add(1_000, energy(0));
    history.add(2_000, energy(100));

    assertThat(history.at(0)).isZero();
    assertThat(history.at(9_000)).isEqualTo(100);
  }

  @Test
  void nothingIsKnownOfAnEmptyOne() {
    assertThat(history.at(5)).isZero();
  }

  @Test
  void largeNumbersDoNotOverflow() {
    history.add(0, energy(0));
    history.add(4_000_000_000_000_000L, energy(8_000_000_000_000_000_000L));

    assertThat(history.at(1_000_000_000_000_000L)).isEqualTo(2_000_000_000_000_000_000L);
  }

  @Property
  void atSteadyPowerThinningChangesNothingAndTheNewestTimesAreExact(
      @ForAll @IntRange(min = 2, max = 500) int points, @ForAll @IntRange(max = 499) int asked) {
    EnergyHistory steady = new EnergyHistory();
    for (int i = 0; i < points; i++) {
      steady.add(i * 1_000L, energy(i * 7_000L));
    }
    long time = Math.min(asked, points - 1) * 1_000L;

    assertThat(steady.at(time)).isEqualTo(time * 7);
    StateWriter out = new StateWriter();
    steady.write(out);
    assertThat(EnergyHistory.read(new StateReader(out.toBytes())).at(time)).isEqualTo(time * 7);
  }
}
