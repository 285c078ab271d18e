package io.trainwatt.pipeline.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainwatt.events.account.LossCurve;
import io.trainwatt.events.account.LossMark;
import io.trainwatt.events.account.LossMetric;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Scope;
import io.trainwatt.events.progress.Work;
import io.trainwatt.pipeline.Fleet;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** A run that draws 1 W for ever and says a loss each second. */
class LossTrackTest {
  private final RunEnergy energy = new RunEnergy(List.of(Parts.steady(100_000, 1_000_000)));
  private LossTrack track = new LossTrack(LossMetric.TRAINING);

  private void said(int rank, String source, long second, Loss loss) {
    track.take(
        Fleet.progress("r", "n", rank, second * 1_000, Scope.RANK, source, second, 0, loss),
        Optional.of(loss),
        Work.NONE);
    track.settle(energy, energy.settledUntil(energy.asOfWallMicros()));
    StateWriter out = new StateWriter();
    track.write(out);
    track = LossTrack.read(LossMetric.TRAINING, new StateReader(out.toBytes()));
  }

  private void said(long second, double loss) {
    said(0, "hook", second, Loss.of(loss));
  }

  private LossCurve curve() {
    return track.curve(energy).orElseThrow();
  }

  @Test
  void energyIsThatOfTheTimeAtWhichALossWasSaid() {
    said(3, 4.0);
    said(10, 1.0);

    assertThat(curve().first())
        .isEqualTo(new LossMark(4.0, Parts.joules(3), Fleet.micros(3), Work.NONE));
    assertThat(curve().best().energy()).isEqualTo(Parts.joules(10));
  }

  @Test
  void aLoneSpikeDownwardsIsNoNewLowest() {
    for (int second = 1; second <= 40; second++) {
      said(second, second == 20 ? 0.001 : 2.0);
    }

    assertThat(curve().best().loss()).isEqualTo(2.0);
  }

  @Test
  void noiseIsSmoothed() {
    for (int second = 1; second <= 2_000; second++) {
      said(second, second < 4 ? 4.0 : 2.0 + (second % 7 - 3) * 0.1);
    }

    assertThat(curve().best().loss()).isBetween(1.9, 2.05);
  }

  @Test
  void ofFewValuesItIsLateByThree() {
    for (int second = 1; second <= 60; second++) {
      said(second, 100 - second);
    }

    assertThat(curve().best().loss()).isCloseTo(100 - 57, within(0.001));
  }

  @Test
  void whatIsNoNumberOrNonsenseChangesNothing() {
    said(1, 4.0);
    said(2, 1e300);
    said(0, "hook", 3, Loss.NonFinite.NAN);

    assertThat(curve().marks()).hasSize(1);
    said(4, 3.0);
    assertThat(curve().best().loss()).isLessThan(4.0);
  }

  @Test
  void theLowestRankAndItsHookAreBelieved() {
    said(1, "hook", 1, Loss.of(9.0));
    said(0, "console", 2, Loss.of(4.0));
    said(1, "hook", 3, Loss.of(0.1));
    said(0, "hook", 4, Loss.of(3.0));
    said(0, "console", 5, Loss.of(0.1));

    assertThat(curve().best().wallMicros()).isEqualTo(Fleet.micros(4));
  }

  @Test
  void aValidationLossIsTakenAsItIs() {
    track = new LossTrack(LossMetric.VALIDATION);
    track.take(
        Fleet.progress("r", "n", 0, 1_000, 1, Loss.of(9)), Optional.of(Loss.of(3)), Work.NONE);
    track.take(
        Fleet.progress("r", "n", 0, 2_000, 2, Loss.of(9)), Optional.of(Loss.of(2)), Work.NONE);
    track.settle(energy, energy.settledUntil(energy.asOfWallMicros()));

    assertThat(curve().best().loss()).isEqualTo(2);
  }

  @Test
  void withAHundredThousandValuesTheMarksStayFewAndTheEnergyToAnyLossIsKnownToAFewPercent() {
    DoubleUnaryOperator law = second -> 1.5 + 8 * Math.pow(second, -0.3);
    for (int second = 1; second <= 100_000; second += 10) {
      said(second, law.applyAsDouble(second));
    }

    assertThat(curve().marks()).hasSizeLessThanOrEqualTo(LossTrack.MAX_MARKS);
    List<Double> errors = new ArrayList<>();
    for (double second : new double[] {1_000, 5_000, 20_000, 50_000, 90_000}) {
      double found = curve().reached(law.applyAsDouble(second)).orElseThrow().energy().joules();
      errors.add(found / second - 1);
    }
    // Late by the smoothing, 2.5 % of the values; beside it what the marks leave out.
    assertThat(errors).allMatch(error -> error > -0.03 && error < 0.06);
  }

  @Test
  void whileNoEnergyIsKnownMarksWaitInABoundedNumber() {
    RunEnergy nothing = new RunEnergy(List.of());
    for (int second = 1; second <= 5_000; second++) {
      track.take(
          Fleet.progress("r", "n", 0, second * 1_000L, second, Loss.of(9)),
          Optional.of(Loss.of(10_000 - second)),
          Work.NONE);
      track.settle(nothing, nothing.settledUntil(nothing.asOfWallMicros()));
    }
    assertThat(track.curve(nothing)).isEmpty();

    track.settle(energy, energy.settledUntil(energy.asOfWallMicros()));

    assertThat(curve().marks()).hasSizeLessThanOrEqualTo(LossTrack.MAX_MARKS);
    assertThat(curve().best().wallMicros()).isEqualTo(Fleet.micros(5_000));
  }
}
