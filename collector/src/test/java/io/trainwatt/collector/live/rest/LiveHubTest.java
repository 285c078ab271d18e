package io.trainwatt.collector.live.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.trainwatt.collector.fixture.Results;
import io.trainwatt.collector.live.ViewOf;
import io.trainwatt.events.account.Subject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LiveHubTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ViewOf view =
      ViewOf.accounts(Results.run("r1", "demo", 3_000_000), Results.node(3_000_000, 500))
          .and(Results.alert("f1", new Subject.OfRun("r1"), true));
  private final AtomicInteger disconnected = new AtomicInteger();
  private final LiveHub hub = new LiveHub(view.view());

  @Test
  void clientIsToldAllThenReadyThenChanges() {
    view.caughtUp();
    AssertSubscriber<LiveHub.Event> client = subscribe(Long.MAX_VALUE);
    client.awaitItems(4, PATIENCE);

    view.and(Results.point(new Subject.OfRun("r1"), 1, 5));
    client.awaitItems(5, PATIENCE);

    assertThat(names(client)).containsExactly("run", "node", "alert", "ready", "series");
  }

  @Test
  void nothingIsToldBeforeTheViewHasCaughtUp() {
    AssertSubscriber<LiveHub.Event> client = subscribe(Long.MAX_VALUE);
    view.and(Results.run("r2", "late", 1));
    assertThat(client.getItems()).isEmpty();

    view.caughtUp();

    client.awaitItems(5, PATIENCE);
    assertThat(names(client)).containsExactly("run", "run", "node", "alert", "ready");
  }

  @Test
  void clientThatTakesNothingIsLetGoAndTheOthersGoOn() {
    view.caughtUp();
    AssertSubscriber<LiveHub.Event> slow = subscribe(1);
    AssertSubscriber<LiveHub.Event> quick = subscribe(Long.MAX_VALUE);
    quick.awaitItems(4, PATIENCE);

    for (int second = 1; second <= 6_000; second++) {
      view.and(Results.point(new Subject.OfRun("r1"), second, 5));
      if (second % 500 == 0) {
        int sent = second;
        await().atMost(PATIENCE).until(() -> quick.getItems().size() >= 4 + sent);
      }
    }

    await().atMost(PATIENCE).until(() -> hub.clients() == 1);
    assertThat(quick.getItems()).hasSize(6_004);
    assertThat(disconnected).hasValue(1);
    assertThat(slow.getItems()).hasSizeLessThan(2);
  }

  @Test
  void clientThatLeavesIsForgotten() {
    view.caughtUp();
    AssertSubscriber<LiveHub.Event> client = subscribe(Long.MAX_VALUE);
    client.awaitItems(4, PATIENCE);

    client.cancel();

    await().atMost(PATIENCE).until(() -> hub.clients() == 0);
  }

  @Test
  void oneClientTooManyIsRefused() {
    view.caughtUp();
    for (int i = 0; i < LiveHub.MAX_CLIENTS; i++) {
      subscribe(0);
    }

    AssertSubscriber<LiveHub.Event> last = subscribe(Long.MAX_VALUE);

    last.awaitFailure(PATIENCE);
    assertThat(last.getFailure()).isInstanceOf(Problem.class);
  }

  @Test
  void clientThatWatchesOneIsToldTheWholeOfItAndRowsOfTheRest() {
    view.caughtUp().and(Results.run("r2", "other", 1));
    AssertSubscriber<LiveHub.Event> client = subscribe(Interest.in("run/r2"), Long.MAX_VALUE);
    client.awaitItems(4, PATIENCE);

    view.and(Results.point(new Subject.OfRun("r1"), 1, 5));
    view.and(Results.point(new Subject.OfRun("r2"), 1, 5));
    view.and(Results.run("r1", "demo", 4_000_000));
    view.and(Results.run("r2", "other", 2));
    client.awaitItems(8, PATIENCE);

    assertThat(names(client))
        .containsExactly("rows", "run", "alert", "ready", "series", "rows", "run", "rows");
    assertThat(client.getItems().get(1).data()).contains("\"r2\"").contains("\"books\"");
    assertThat(client.getItems().get(5).data())
        .contains("\"totalMicrojoules\":4000000")
        .doesNotContain("byDevice");
  }

  @Test
  void clientThatWatchesNothingIsToldRows() {
    view.caughtUp();
    AssertSubscriber<LiveHub.Event> client = subscribe(Interest.in(""), Long.MAX_VALUE);
    client.awaitItems(3, PATIENCE);

    view.and(Results.node(3_000_001, 500));
    client.awaitItems(4, PATIENCE);

    assertThat(names(client)).containsExactly("rows", "alert", "ready", "rows");
  }

  private AssertSubscriber<LiveHub.Event> subscribe(long requested) {
    return subscribe(Interest.ALL, requested);
  }

  private AssertSubscriber<LiveHub.Event> subscribe(Interest interest, long requested) {
    return hub.stream(interest, disconnected::incrementAndGet)
        .subscribe()
        .withSubscriber(AssertSubscriber.create(requested));
  }

  private static List<String> names(AssertSubscriber<LiveHub.Event> client) {
    return client.getItems().stream().map(LiveHub.Event::name).toList();
  }
}
