package io.trainwatt.collector.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.collector.fixture.Results;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.run.RunState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ViewStateTest {
  private final ViewState state =
      new ViewState(new LiveConfig(Duration.ofHours(1), 1 << 20, 2), () -> 0);

  @Test
  void runsComeNewestFirst() {
    state.put(run("a", "one", 0));
    state.put(run("b", "two", 60));

    assertThat(state.runs()).extracting(Account.OfRun::run).containsExactly("b", "a");
  }

  @Test
  void nameMeansTheNewestRunOfThatName() {
    state.put(run("a", "same", 0));
    state.put(run("b", "same", 60));

    assertThat(state.run("same")).map(Account.OfRun::run).contains("b");
  }

  @Test
  void idWinsOverName() {
    state.put(run("a", "b", 60));
    state.put(run("b", "other", 0));

    assertThat(state.run("b")).map(Account.OfRun::run).contains("b");
  }

  @Test
  void idAloneFindsNoRunOfThatName() {
    state.put(run("a", "b", 0));

    assertThat(state.runOfId("b")).isEmpty();
    assertThat(state.runOfId("a")).map(Account.OfRun::run).contains("a");
  }

  @Test
  void runThatStartedFirstGivesWay() {
    state.put(run("new", "n", 120));
    state.put(run("old", "o", 0));
    state.put(run("mid", "m", 60));

    assertThat(state.runs()).extracting(Account.OfRun::run).containsExactly("new", "mid");
  }

  @Test
  void nodesBooksStillKnowRunsThatGaveWay() {
    state.put(run("a", "one", 0));
    state.put(run("b", "two", 60));
    state.put(run("c", "three", 120));
    state.put(Results.node(3 * 900, 5));

    assertThat(state.balance(Results.NODE).balances()).isTrue();
  }

  @Test
  void removedRunIsGone() {
    state.put(run("a", "one", 0));
    state.remove(new Subject.OfRun("a"));

    assertThat(state.runs()).isEmpty();
  }

  @Test
  void alertsOfASubjectAreItsOwn() {
    state.put(Results.alert("f1", new Subject.OfRun("a"), true));
    state.put(Results.alert("f2", new Subject.OfRun("b"), true));

    assertThat(state.alerts(new Subject.OfRun("b"))).hasSize(1);
  }

  private static Account.OfRun run(String id, String name, int second) {
    return Results.run(id, name, 900, RunState.ENDED, Results.START + second * Results.SECOND);
  }
}
