package io.trainwatt.collector.live.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class IntervalTest {
  private static final double CLOSE = 1e-3;

  @Test
  void ofThreeRunsItIsByHand() {
    // Mean 10, standard deviation 2, 4.303 standard errors of 2 / sqrt 3.
    Interval interval = Interval.of(new double[] {8, 10, 12});

    assertThat(interval.mean()).isEqualTo(10);
    assertThat(interval.low().orElseThrow()).isCloseTo(10 - 4.9687, within(CLOSE));
    assertThat(interval.high().orElseThrow()).isCloseTo(10 + 4.9687, within(CLOSE));
    assertThat(interval.n()).isEqualTo(3);
  }

  @Test
  void ofOneRunThereIsNone() {
    Interval interval = Interval.of(new double[] {7});

    assertThat(interval.mean()).isEqualTo(7);
    assertThat(interval.low()).isEmpty();
    assertThat(interval.n()).isEqualTo(1);
  }

  @Test
  void aRatioIsOfGeometricMeansWithWelchsInterval() {
    // Logarithms to the base e of 100, 110, 121 step by 0.09531; of 50, 55, 60.5 likewise.
    Interval ratio = Interval.ratio(new double[] {100, 110, 121}, new double[] {50, 55, 60.5});

    // Equal variances: 4 degrees of freedom, 2.776 x 0.09531 x sqrt(2/3) = 0.21603.
    assertThat(ratio.mean()).isCloseTo(0.5, within(CLOSE));
    assertThat(ratio.low().orElseThrow()).isCloseTo(0.5 * Math.exp(-0.21603), within(CLOSE));
    assertThat(ratio.high().orElseThrow()).isCloseTo(0.5 * Math.exp(0.21603), within(CLOSE));
  }

  @Test
  void aRatioOfEqualRunsHasNoWidth() {
    Interval ratio = Interval.ratio(new double[] {4, 4}, new double[] {2, 2});

    assertThat(ratio.low().orElseThrow()).isEqualTo(0.5);
    assertThat(ratio.high().orElseThrow()).isEqualTo(0.5);
  }

  @Test
  void aRatioWithASingleRunOnEitherSideHasNoInterval() {
    assertThat(Interval.ratio(new double[] {4, 5}, new double[] {2}).low()).isEmpty();
    assertThat(Interval.ratio(new double[] {4}, new double[] {2, 3}).low()).isEmpty();
  }

  @Test
  void betweenEntriesOfTheTableTheWiderHolds() {
    assertThat(StudentT.of95(1)).isEqualTo(12.706);
    assertThat(StudentT.of95(2.9)).isEqualTo(4.303);
    assertThat(StudentT.of95(35)).isEqualTo(2.042);
    assertThat(StudentT.of95(40)).isEqualTo(2.021);
    assertThat(StudentT.of95(1e9)).isEqualTo(1.980);
  }
}
