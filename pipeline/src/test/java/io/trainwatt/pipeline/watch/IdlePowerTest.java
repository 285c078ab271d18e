package io.trainwatt.pipeline.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.pipeline.Fleet;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class IdlePowerTest {
  private final RuleBench bench = new RuleBench(() -> new IdlePower(IdlePower.Config.DEFAULT));

  private void idle(long from, long to) {
    for (long second = from; second <= to; second++) {
      bench.used(second, 100, 1_000, OptionalInt.empty());
    }
  }

  private void busy(long from, long to) {
    for (long second = from; second <= to; second++) {
      bench.used(second);
    }
  }

  @Test
  void aRunThatWorksIsNotIdle() {
    busy(1, 500);

    assertThat(bench.verdict()).isInstanceOf(Verdict.Clear.class);
  }

  @Test
  void twoMinutesOfNothingAreIdle() {
    busy(1, 101);
    idle(102, 220);
    assertThat(bench.verdict()).isInstanceOf(Verdict.Unchanged.class);

    idle(221, 221);

    assertThat(bench.firing().sinceWallMicros()).isEqualTo(Fleet.micros(101));
    assertThat(bench.firing().wastedMicrojoules()).isEqualTo(12_000);
    assertThat(bench.firing().summary()).isEqualTo("The run lives and has done nothing for 2 min.");
    assertThat(bench.firing().evidence())
        .containsEntry("busyAbove", "2 % of a core or 5 % of an accelerator");
  }

  @Test
  void aHeartbeatNowAndThenIsNotWork() {
    busy(1, 101);
    for (long second = 102; second <= 240; second++) {
      bench.used(second, 100, second % 10 == 0 ? 200_000 : 0, OptionalInt.empty());
    }

    assertThat(bench.verdict()).isInstanceOf(Verdict.Firing.class);
  }

  @Test
  void aBusyAcceleratorIsWorkEvenIfTheProcessorRests() {
    for (long second = 1; second <= 300; second++) {
      bench.used(second, 300_000, 0, OptionalInt.of(400_000));
    }

    assertThat(bench.verdict()).isInstanceOf(Verdict.Clear.class);
  }

  @Test
  void anAcceleratorThatIsHeldAndIdleIsWaste() {
    for (long second = 1; second <= 131; second++) {
      bench.used(second, 55_000_000, 0, OptionalInt.of(0));
    }

    assertThat(bench.firing().wastedMicrojoules()).isEqualTo(130 * 55_000_000L);
  }

  @Test
  void workEndsIt() {
    busy(1, 11);
    idle(12, 200);
    assertThat(bench.verdict()).isInstanceOf(Verdict.Firing.class);

    busy(201, 221);

    assertThat(bench.verdict()).isInstanceOf(Verdict.Clear.class);
  }

  @Test
  void whatNobodySawIsNotCalledIdle() {
    busy(1, 11);
    // The agent was away for an hour, and counts processor time anew.
    bench.used(11, 3_611, 1_000, 0, OptionalInt.empty());

    assertThat(bench.verdict()).isInstanceOf(Verdict.Clear.class);
  }
}
