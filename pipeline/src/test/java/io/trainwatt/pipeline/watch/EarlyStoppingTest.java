package io.trainwatt.pipeline.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.pipeline.forecast.CurveRow;
import io.trainwatt.pipeline.forecast.Curves;
import io.trainwatt.pipeline.forecast.LearningCurve;
import io.trainwatt.pipeline.forecast.RunPlan;
import io.trainwatt.pipeline.forecast.Standing;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {
  private static final long LAST = 10_000;

  private static double constant(double share) {
    return 1e-3;
  }

  private static double cosine(double x) {
    return 1e-3 * (1 + Math.cos(Math.PI * x)) / 2;
  }

  /** Step and reason of the first advice to stop; its memory is written and read at every row. */
  private static Optional<String> stops(
      String schedule, DoubleUnaryOperator rate, DoubleUnaryOperator loss, double noise) {
    return stops(schedule, rate, loss, x -> 1 / (1 + 10 * x), noise);
  }

  private static Optional<String> stops(
      String schedule,
      DoubleUnaryOperator rate,
      DoubleUnaryOperator loss,
      DoubleUnaryOperator training,
      double noise) {
    RunPlan plan = Curves.plan(LAST, schedule);
    LearningCurve curve = new LearningCurve();
    EarlyStopping stopping = new EarlyStopping(EarlyStopping.Config.DEFAULT);
    Random random = new Random(3);
    for (int i = 0; i <= 100; i++) {
      double x = i / 100.0;
      double validation = Curves.noisy(loss, x, noise, random);
      CurveRow row =
          new CurveRow(
              i,
              i * 100L,
              Optional.of(Loss.of(training.applyAsDouble(x))),
              Optional.of(Loss.of(validation)),
              OptionalDouble.of(rate.applyAsDouble(x)),
              OptionalLong.empty());
      curve.take(row, plan);
      if (stopping.take(curve, row, plan) instanceof StopAdvice.Stop stop) {
        return Optional.of(stop.reason() + " at " + i);
      }
      StateWriter out = new StateWriter();
      curve.write(out);
      stopping.write(out);
      StateReader in = new StateReader(out.toBytes());
      curve = new LearningCurve();
      curve.read(in);
      stopping = new EarlyStopping(EarlyStopping.Config.DEFAULT);
      stopping.read(in);
    }
    return Optional.empty();
  }

  @Test
  void aCurveThatHasFlattenedIsStopped() {
    assertThat(
            stops(
                "constant", EarlyStoppingTest::constant, x -> 0.3 + 2 * Math.exp(-x / 0.05), 0.01))
        .get()
        .asString()
        .startsWith("PLATEAU");
  }

  @Test
  void aCurveThatStillFallsIsNotUntilTheRestIsTooShort() {
    assertThat(
            stops(
                "constant",
                EarlyStoppingTest::constant,
                x -> 2 * Math.pow(50 * x + 1, -0.5),
                0.005))
        .get()
        .asString()
        .matches("PLATEAU at (8[5-9]|9\\d)");
  }

  @Test
  void aDecayStillToComeForbidsAPlateau() {
    DoubleUnaryOperator flatThenFalls = x -> 0.5 + 2 * Math.exp(-x / 0.03) - (x > 0.9 ? 0.3 : 0);

    assertThat(stops("wsd", EarlyStoppingTest::constant, flatThenFalls, 0.01)).isEmpty();
  }

  @Test
  void aDecayThatBroughtNothingWhereItWasQuickestForbidsNothing() {
    assertThat(stops("cosine", EarlyStoppingTest::cosine, x -> 0.5 + 2 * Math.exp(-x / 0.03), 0.01))
        .get()
        .asString()
        .matches("PLATEAU at (4[5-9]|5\\d)");
  }

  @Test
  void aLossThatFallsWithTheRateIsNotStoppedWhileTheRateFalls() {
    DoubleUnaryOperator heldUpByTheRate = x -> 0.3 + 2 * Math.exp(-x / 0.03) + 1000 * cosine(x);

    assertThat(stops("cosine", EarlyStoppingTest::cosine, heldUpByTheRate, 0.01))
        .get()
        .asString()
        .matches("PLATEAU at [89]\\d");
  }

  @Test
  void dataLearntByHeartMakeADecayOfNoUse() {
    DoubleUnaryOperator creepsUp = x -> 0.4 + 2 * Math.exp(-x / 0.02) + 0.1 * x;
    DoubleUnaryOperator vanishes = x -> Math.exp(-x / 0.02);

    assertThat(stops("wsd", EarlyStoppingTest::constant, creepsUp, vanishes, 0.01))
        .get()
        .asString()
        .matches("OVERFITTING at [2-6]\\d");
    assertThat(stops("wsd", EarlyStoppingTest::constant, creepsUp, 0.01)).isEmpty();
  }

  @Test
  void aModelThatHasOnlyLearntTheMeanIsWaitedFor() {
    DoubleUnaryOperator restsOnTheMean =
        x -> x == 0 ? 2.7 : x < 0.45 ? 0.49 : 0.49 - 0.2 * (x - 0.45);

    assertThat(stops("constant", EarlyStoppingTest::constant, restsOnTheMean, 0.002))
        .get()
        .asString()
        .matches("PLATEAU at [789]\\d");
  }

  @Test
  void aLuckyBatchIsNoBestTrainingLoss() {
    RunPlan plan = Curves.plan(LAST, "constant");
    LearningCurve curve = new LearningCurve();
    Random random = new Random(5);
    CurveRow row = training(0, 1);
    for (int i = 0; i <= 60; i++) {
      row = training(i * 100L, i == 10 ? 0.3 : 1 - 0.005 * i + 0.02 * random.nextGaussian());
      curve.take(row, plan);
    }
    Standing now = Standing.of(curve, plan).orElseThrow();

    assertThat(now.best()).isEqualTo(0.3);
    assertThat(now.reached()).isBetween(0.65, 0.75);
    assertThat(now.toCome()).isBetween(0.1, 0.3);
  }

  private static CurveRow training(long step, double loss) {
    return new CurveRow(
        step,
        step,
        Optional.of(Loss.of(loss)),
        Optional.empty(),
        OptionalDouble.of(1e-3),
        OptionalLong.empty());
  }

  @Test
  void anUnknownScheduleForbidsAPlateau() {
    assertThat(
            stops("my-own", EarlyStoppingTest::constant, x -> 0.3 + 2 * Math.exp(-x / 0.05), 0.01))
        .isEmpty();
  }

  @Test
  void aLossThatTurnsUpIsOverfittingEvenWithADecayToCome() {
    DoubleUnaryOperator turned = x -> 0.4 + 2 * Math.exp(-x / 0.02) + 1.5 * x;

    assertThat(stops("cosine", EarlyStoppingTest::cosine, turned, 0.01))
        .get()
        .asString()
        .startsWith("OVERFITTING");
  }

  @Test
  void aPlateauBeforeAnythingIsLearntIsWaitedOut() {
    assertThat(stops("constant", EarlyStoppingTest::constant, x -> x < 0.6 ? 0.69 : 0.2, 0.002))
        .isEmpty();
  }

  @Test
  void aModelThatNeverLearnsIsStoppedLate() {
    assertThat(stops("constant", EarlyStoppingTest::constant, x -> 0.69, 0.002))
        .get()
        .asString()
        .matches("NEVER_LEARNS at (7[5-9]|8\\d)");
  }

  @Test
  void theVerySameValueAgainAndAgainMeansThatNothingIsTrained() {
    assertThat(stops("constant", EarlyStoppingTest::constant, x -> 0.69, 0))
        .get()
        .asString()
        .startsWith("FROZEN");
  }

  @Test
  void threeLossesInARowThatAreNoNumberStop() {
    assertThat(stops("constant", EarlyStoppingTest::constant, x -> x < 0.4 ? 1 - x : Double.NaN, 0))
        .hasValue("NOT_FINITE at 42");
  }

  @Test
  void withoutAPlannedEndNothingIsSaid() {
    RunPlan open = new RunPlan(OptionalLong.empty(), Curves.plan(LAST, "constant").schedule());
    LearningCurve curve = new LearningCurve();
    EarlyStopping stopping = new EarlyStopping(EarlyStopping.Config.DEFAULT);
    for (int i = 0; i <= 100; i++) {
      CurveRow row = Curves.row(i * 100L, 0.3 + 1e-4 * (i % 7), 1e-3);
      curve.take(row, open);
      stopping.take(curve, row, open);
    }

    assertThat(stopping.advice()).isEqualTo(new StopAdvice.GoOn(StopAdvice.Why.NO_PLAN));
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new EarlyStopping.Config(0, 0.01, 8, 1))
        .hasMessageContaining("worthwhileGain");
  }
}
