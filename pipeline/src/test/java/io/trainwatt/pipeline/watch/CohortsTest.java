package io.trainwatt.pipeline.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.quantity.Band;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.sample.StageCount;
import io.trainwatt.pipeline.stage.StageBooks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A budget that all runs of a team share, with room for two runs of it. */
class CohortsTest {
  private static final BudgetConfig BUDGETS = BudgetConfig.parse("team=nlp together: kwh=1");

  private final StageBooks books = new StageBooks();
  private final Cohorts cohorts = new Cohorts(BUDGETS, books.of("budgets"), 2);

  @Test
  void runsThatGaveWayStayInTheSumAndAreSaid() {
    cohorts.take(run("a", RunState.ENDED, 1, "nlp"));
    cohorts.take(run("b", RunState.ENDED, 10, "nlp"));
    cohorts.take(run("c", RunState.ENDED, 100, "nlp"));

    Cohorts.Total total = total(run("d", RunState.RUNNING, 1_000, "nlp"));

    assertThat(total.energy().used()).isEqualTo(1_111);
    assertThat(total.runs()).isEqualTo(4);
    assertThat(total.gaveWay()).isEqualTo(1);
  }

  @Test
  void runThatGaveWayIsNotCountedTwiceWhenItIsRestated() {
    cohorts.take(run("a", RunState.ENDED, 1, "nlp"));
    cohorts.take(run("b", RunState.ENDED, 10, "nlp"));
    cohorts.take(run("c", RunState.ENDED, 100, "nlp"));
    cohorts.markWhole();

    cohorts.take(run("a", RunState.ENDED, 2, "nlp"));

    assertThat(total(run("d", RunState.RUNNING, 1_000, "nlp")).energy().used()).isEqualTo(1_111);
    assertThat(books.counts())
        .containsExactly(new StageCount("budgets", 4, 3, 0, Map.of("of a run that gave way", 1L)));
  }

  @Test
  void runThatRunsDoesNotGiveWay() {
    cohorts.take(run("a", RunState.RUNNING, 1, "nlp"));
    cohorts.take(run("b", RunState.ENDED, 10, "nlp"));
    cohorts.take(run("c", RunState.ENDED, 100, "nlp"));

    cohorts.take(run("a", RunState.RUNNING, 2, "nlp"));

    assertThat(total(run("a", RunState.RUNNING, 3, "nlp")).energy().used()).isEqualTo(113);
  }

  @Test
  void runThatLosesItsLabelLeavesTheSum() {
    cohorts.take(run("a", RunState.RUNNING, 1, "nlp"));

    cohorts.take(run("a", RunState.RUNNING, 2, "vision"));

    assertThat(total(run("b", RunState.RUNNING, 10, "nlp")).energy().used()).isEqualTo(10);
  }

  private Cohorts.Total total(Account.OfRun account) {
    return cohorts.total(BUDGETS.shared().getFirst(), account).orElseThrow();
  }

  private static Account.OfRun run(String id, RunState state, long microjoules, String team) {
    return new Account.OfRun(
        id,
        id,
        Map.of("team", team),
        "ann",
        "run",
        state,
        1,
        OptionalLong.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        List.of(),
        new Account.Ledger(
            1,
            2,
            1,
            List.of(),
            new Band(Energy.ofMicrojoules(microjoules), Energy.ZERO),
            List.of()));
  }
}
