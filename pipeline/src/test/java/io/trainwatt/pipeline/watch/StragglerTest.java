package io.trainwatt.pipeline.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.progress.Work;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StragglerTest {
  private static final Work NO_STEPS =
      new Work(
          OptionalLong.empty(), OptionalLong.of(100), OptionalLong.empty(), OptionalLong.empty());

  private final RuleBench bench = new RuleBench(Straggler::new);

  // As the hook tells it: rank 0 alone counts steps, the others say at which step they are.
  private void train(int seconds, int slowRank) {
    for (int second = 1; second <= seconds; second++) {
      for (int rank = 0; rank < 4; rank++) {
        int step = rank == slowRank ? second / 2 : second;
        bench.said(
            second,
            rank,
            step,
            rank > 0
                ? NO_STEPS
                : new Work(
                    OptionalLong.of(step),
                    OptionalLong.of(100),
                    OptionalLong.empty(),
                    OptionalLong.empty()));
      }
      bench.used(second);
    }
  }

  @Test
  void aRankWhoseStepsTakeTwiceAsLongIsNamedWithItsMachine() {
    train(260, 2);

    assertThat(bench.firing().summary())
        .isEqualTo(
            "The steps of rank 2 on n take longer than those of the others, which may wait 50 % of"
                + " their time.");
    assertThat(bench.firing().evidence()).containsEntry("who", "rank 2 on n");
  }

  @Test
  void ranksOfOnePaceHaveNone() {
    train(260, -1);

    assertThat(bench.verdict()).isInstanceOf(Verdict.Clear.class);
  }
}
