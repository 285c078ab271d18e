package io.trainwatt.pipeline.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.pipeline.Fleet;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RunSilentTest {
  private final RuleBench bench = new RuleBench(() -> new RunSilent(RunSilent.Config.DEFAULT));

  private void trainFor(long seconds, long everySeconds) {
    for (long second = 1; second <= seconds; second++) {
      bench.used(second);
      if (second % everySeconds == 0) {
        bench.said(second);
      }
    }
  }

  @Test
  void aRunThatNeverSaidAnythingIsNotSilent() {
    for (long second = 1; second <= 1_000; second++) {
      bench.used(second);
    }

    assertThat(bench.verdict()).isInstanceOf(Verdict.Clear.class);
  }

  @Test
  void aRunThatSaysNothingForAMinuteAndGoesOnUsingEnergyIsSilentSinceItsLastWord() {
    trainFor(30, 1);
    for (long second = 31; second <= 90; second++) {
      bench.used(second);
    }
    assertThat(bench.verdict()).isInstanceOf(Verdict.Clear.class);

    bench.used(91);

    assertThat(bench.firing().sinceWallMicros()).isEqualTo(Fleet.micros(30));
    assertThat(bench.firing().wastedMicrojoules()).isEqualTo(61_000);
    assertThat(bench.firing().summary())
        .isEqualTo("No progress for 61 s, and the run goes on using energy.");
    assertThat(bench.firing().evidence()).containsEntry("usualInterval", "1 s");
  }

  @Test
  void aRunThatSeldomSpeaksIsGivenTenOfItsOwnIntervals() {
    trainFor(300, 30);
    for (long second = 301; second <= 600; second++) {
      bench.used(second);
    }
    assertThat(bench.verdict()).isInstanceOf(Verdict.Clear.class);

    bench.used(601);

    assertThat(bench.verdict()).isInstanceOf(Verdict.Firing.class);
  }

  @Test
  void silenceWithoutEnergyIsNoWasteAndNoAlert() {
    trainFor(30, 1);
    for (long second = 31; second <= 200; second++) {
      bench.used(second, 0, 0, OptionalInt.empty());
    }

    assertThat(bench.verdict()).isInstanceOf(Verdict.Unchanged.class);
  }

  @Test
  void aWordEndsIt() {
    trainFor(30, 1);
    for (long second = 31; second <= 100; second++) {
      bench.used(second);
    }
    assertThat(bench.verdict()).isInstanceOf(Verdict.Firing.class);

    bench.said(100);

    assertThat(bench.verdict()).isInstanceOf(Verdict.Clear.class);
  }
}
