package io.trainwatt.pipeline.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.run.RunState;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MergedRunTest {

  private static RunFacts row(
      String node, long started, OptionalLong ended, OptionalInt exit, Map<String, String> labels) {
    return new RunFacts(
        "r",
        node,
        1,
        node.equals("b") ? "" : "name on " + node,
        labels,
        "ann",
        "slurm",
        started,
        ended,
        ended.isPresent() ? RunState.ENDED : RunState.RUNNING,
        exit,
        List.of(),
        1);
  }

  @Test
  void labelsAreAllRowsLabelsAndTheFirstNodeWinsWhereTheyDiffer() {
    MergedRun merged =
        MergedRun.of(
            "r",
            List.of(
                row("a", 20, OptionalLong.empty(), OptionalInt.empty(), Map.of("x", "2", "y", "3")),
                row("b", 10, OptionalLong.empty(), OptionalInt.empty(), Map.of("x", "1"))),
            0);

    assertThat(merged.labels()).isEqualTo(Map.of("x", "1", "y", "3"));
    assertThat(merged.startedWallMicros()).isEqualTo(10);
    assertThat(merged.name()).isEqualTo("name on a");
  }

  @Test
  void aRunHasEndedWhenItHasEndedOnEveryNode() {
    RunFacts over = row("a", 10, OptionalLong.of(50), OptionalInt.of(0), Map.of());
    RunFacts alive = row("b", 10, OptionalLong.empty(), OptionalInt.empty(), Map.of());

    assertThat(MergedRun.of("r", List.of(over, alive), 0).state()).isEqualTo(RunState.RUNNING);
    assertThat(MergedRun.of("r", List.of(over, alive), 0).endedWallMicros()).isEmpty();
    MergedRun merged =
        MergedRun.of(
            "r", List.of(over, row("b", 10, OptionalLong.of(70), OptionalInt.of(3), Map.of())), 0);
    assertThat(merged.state()).isEqualTo(RunState.ENDED);
    assertThat(merged.endedWallMicros()).hasValue(70);
    assertThat(merged.exitCode()).hasValue(3);
  }

  @Test
  void withoutAnyRowARunIsNamedByItsIdAndRunsSinceItWasSeen() {
    MergedRun merged = MergedRun.of("r", List.of(), 77);

    assertThat(merged.name()).isEqualTo("r");
    assertThat(merged.state()).isEqualTo(RunState.RUNNING);
    assertThat(merged.startedWallMicros()).isEqualTo(77);
  }
}
