package io.trainwatt.pipeline.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.pipeline.Fleet;
import org.junit.jupiter.api.Test;

class LossNotFiniteTest {
  private final RuleBench bench =
      new RuleBench(() -> new LossNotFinite(LossNotFinite.Config.DEFAULT));

  @Test
  void finiteLossesAreFine() {
    bench.said(1);
    bench.said(2, 0, new Loss.Finite(1e300));

    assertThat(bench.verdict()).isInstanceOf(Verdict.Clear.class);
  }

  @Test
  void theFirstLossThatIsNoNumberFires() {
    bench.said(1);
    bench.used(2);
    bench.said(2, 0, Loss.NonFinite.NAN);
    bench.used(3);
    bench.used(4);

    assertThat(bench.firing().sinceWallMicros()).isEqualTo(Fleet.micros(2));
    assertThat(bench.firing().wastedMicrojoules()).isEqualTo(2_000);
    assertThat(bench.firing().summary())
        .isEqualTo("The loss is NaN since step 2: what the run computes now is worth nothing.");
    assertThat(bench.firing().evidence()).containsEntry("loss", "NaN").containsEntry("rank", "0");
  }

  @Test
  void infinityCountsAsWell() {
    bench.said(1, 0, Loss.NonFinite.NEGATIVE_INFINITY);

    assertThat(bench.firing().evidence()).containsEntry("loss", "-Infinity");
  }

  @Test
  void fiveFiniteLossesOfTheSameRankEndItAndFewerDoNot() {
    bench.said(1, 0, Loss.NonFinite.NAN);
    for (int second = 2; second <= 5; second++) {
      bench.said(second);
    }
    bench.said(6, 0, Loss.NonFinite.NAN);
    for (int second = 7; second <= 10; second++) {
      bench.said(second);
    }
    assertThat(bench.firing().sinceWallMicros()).isEqualTo(Fleet.micros(1));

    bench.said(11);

    assertThat(bench.verdict()).isInstanceOf(Verdict.Clear.class);
  }

  @Test
  void anotherRanksFiniteLossesDoNotEndIt() {
    bench.said(1, 3, Loss.NonFinite.NAN);
    for (int second = 2; second <= 20; second++) {
      bench.said(second, 0, new Loss.Finite(1));
    }

    assertThat(bench.firing().evidence()).containsEntry("rank", "3");
  }

  @Test
  void whoWantsToWaitForThreeWaitsForThreeInARow() {
    RuleBench patient = new RuleBench(() -> new LossNotFinite(new LossNotFinite.Config(3, 5)));
    patient.said(1, 0, Loss.NonFinite.NAN);
    patient.said(2, 0, Loss.NonFinite.NAN);
    patient.said(3);
    patient.said(4, 0, Loss.NonFinite.NAN);
    patient.said(5, 0, Loss.NonFinite.NAN);
    assertThat(patient.verdict()).isInstanceOf(Verdict.Clear.class);

    patient.said(6, 0, Loss.NonFinite.NAN);

    assertThat(patient.firing().sinceWallMicros()).isEqualTo(Fleet.micros(4));
  }
}
