package io.trainwatt.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.run.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three runs of twelve minutes have ended when another of their kind begins. */
class CostlierThanUsualTest {
  private static final long LENGTH = 720;
  private static final long TICK = 10;
  private final TopologyBench bench = new TopologyBench();
  private long now;

  @BeforeEach
  void threeRunsHaveEnded() {
    run("a", "resnet", 100);
    run("b", "resnet", 98);
    run("c", "resnet", 103);
    run("d", "another", 10);
    bench.alerts();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private static RunFacts row(String run, String kind, boolean ended, long second) {
    return new RunFacts(
        run,
        "local/" + run,
        ended ? 2 : 1,
        "name of " + run,
        Map.of("baseline", kind),
        "ann",
        "run",
        Fleet.micros(second),
        ended ? OptionalLong.of(Fleet.micros(second)) : OptionalLong.empty(),
        ended ? RunState.ENDED : RunState.RUNNING,
        OptionalInt.empty(),
        List.of("python3", "train.py"),
        1);
  }

  private void run(String run, String kind, long watts) {
    begin(run, kind, watts, LENGTH);
    bench.row(row(run, kind, true, now));
    bench.run(run);
  }

  // A step, which is 100 tokens, each second.
  private void begin(String run, String kind, long watts, long seconds) {
    bench.row(row(run, kind, false, now));
    for (long second = 0; second <= seconds; second += TICK) {
      bench.sample(Fleet.busy("local/" + run, now + second, run, second * watts * 1_000_000));
      bench.progress(
          Fleet.progress(
              run, "local/" + run, 0, (now + second) * 1_000, second, new Loss.Finite(2)));
      bench.advance(Duration.ofSeconds(TICK));
      bench.run(run);
    }
    now += seconds + TICK;
  }

  private List<Alert> alerts() {
    return bench.alerts().stream().filter(a -> a.rule().equals("CostlierThanUsual")).toList();
  }

  @Test
  void aRunWhoseTokensCostAThirdMoreThanThoseOfItsKindIsToldWithWhatIsUsual() {
    begin("e", "resnet", 133, LENGTH);

    Alert alert = alerts().getLast();
    assertThat(alert.firing()).isTrue();
    assertThat(alert.summary())
        .isEqualTo("A token costs 33 % more energy than in 3 earlier runs of baseline=resnet.");
    assertThat(alert.evidence())
        .containsEntry("usual", "1 J")
        .containsEntry("usualFrom", "0.98 J")
        .containsEntry("usualTo", "1.03 J")
        .containsEntry("runs", "3");
    // A quarter of 133 W.
    assertThat(alert.wasted().joules()).isBetween(33.0 * 600, 33.0 * LENGTH);
  }

  @Test
  void oneThatCostsAsMuchIsNot() {
    begin("e", "resnet", 105, LENGTH);

    assertThat(alerts()).isEmpty();
  }

  @Test
  void norOneOfAnotherKindNorOneThatHasOnlyBegun() {
    begin("e", "vit", 500, LENGTH);
    begin("f", "another", 500, LENGTH);
    begin("g", "resnet", 500, 500);

    assertThat(alerts()).isEmpty();
  }
}
