package io.trainwatt.collector.sink.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.collector.sink.route.courier.Receiver;
import io.trainwatt.collector.sink.route.notice.Notice;
import io.trainwatt.collector.sink.route.notice.Told;
import io.trainwatt.collector.stage.StageTally;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.alert.Severity;
import io.trainwatt.events.sample.StageCount;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RouteBookTest {
  private static final TopicPartition P0 = new TopicPartition("trainwatt.alerts", 0);
  private static final TopicPartition P1 = new TopicPartition("trainwatt.alerts", 1);
  private static final long SECOND = 1_000_000_000L;
  private static final Pacing BY_SUBJECT = pacing(List.of("subject"), 0, 30, 3_600);

  private final StageTally tally = new StageTally("route.ops");
  private Predicate<Alert> silenced = alert -> false;
  private RouteBook book = book(AlertMatcher.ALL, BY_SUBJECT);
  private long offset;

  @AfterEach
  void theBooksBalance() {
    assertThat(tally.count().balances()).isTrue();
  }

  @Test
  void alertIsToldAtOnceAndOnce() {
    take(Alerts.firing("a"), 0);

    Notice notice = book.due(0).orElseThrow();
    assertThat(notice.alerts()).containsExactly(new Told(Alerts.firing("a"), true));
    assertThat(notice.group()).isEqualTo(Map.of("subject", "run/a"));
    book.delivered(notice, 0);

    take(Alerts.grown("a"), 10 * SECOND);
    assertThat(book.due(40 * SECOND)).isEmpty();
    assertThat(counts()).isEqualTo(new StageCount("route.ops", 2, 1, 0, Map.of("nothing new", 1L)));
  }

  @Test
  void resolveIsToldAfterTheGroupInterval() {
    tellFiring("a", 0);

    take(Alerts.resolved("a"), 5 * SECOND);

    assertThat(book.due(29 * SECOND)).isEmpty();
    Notice notice = book.due(30 * SECOND).orElseThrow();
    assertThat(notice.firing()).isFalse();
    book.delivered(notice, 30 * SECOND);
    assertThat(book.due(7_200 * SECOND)).as("what is over is not repeated").isEmpty();
  }

  @Test
  void whatIsAlreadyOverWhenItCanBeToldIsToldAsOver() {
    take(Alerts.firing("a"), 0);
    take(Alerts.resolved("a"), 1);

    Notice notice = book.due(2).orElseThrow();
    assertThat(notice.alerts()).containsExactly(new Told(Alerts.resolved("a"), true));
    book.delivered(notice, 2);
    assertThat(counts().dropped()).isEqualTo(Map.of("superseded before it was told", 1L));
  }

  @Test
  void nothingIsForgottenWhileTheReceiverIsAway() {
    take(Alerts.firing("a"), 0);
    take(Alerts.firing("b"), 0);
    assertThat(book.due(0)).isPresent();

    // Ten minutes later nothing has been delivered, and figures have grown.
    take(Alerts.grown("a"), 600 * SECOND);

    assertThat(counts().held()).isEqualTo(2);
    assertThat(book.offsets()).isEqualTo(Map.of(P0, new OffsetAndMetadata(0)));
    deliverAll(600 * SECOND);
    assertThat(counts().held()).isZero();
    assertThat(book.offsets()).isEqualTo(Map.of(P0, new OffsetAndMetadata(3)));
  }

  @Test
  void offsetsNeverPassWhatIsHeldAndMarkWhatWasToldBeyond() {
    take(Alerts.firing("a"), 0);
    Notice first = book.due(0).orElseThrow();
    take(Alerts.firing("b"), 0);
    book.delivered(first, 0);
    take(Alerts.resolved("a"), SECOND);
    deliverAll(SECOND);
    // Held: the end of a, for its group's interval.
    OffsetAndMetadata left = Objects.requireNonNull(book.offsets().get(P0));
    assertThat(left.offset()).isEqualTo(2);

    book = book(AlertMatcher.ALL, BY_SUBJECT);
    book.remember(left.metadata());
    offset = 2;
    take(Alerts.resolved("a"), 0);
    // A new version of b, after it was told and before the process ended.
    take(Alerts.grown("b"), 0);

    assertThat(book.due(0).orElseThrow().alerts())
        .extracting(told -> told.alert().fingerprint())
        .containsExactly("fp-a");
  }

  @Test
  void groupWaitsForOthersAndTellsThemTogether() {
    book = book(AlertMatcher.ALL, pacing(List.of("rule"), 5, 30, 3_600));
    take(Alerts.firing("a"), 0);
    take(Alerts.firing("b"), 4 * SECOND);

    assertThat(book.due(4 * SECOND)).isEmpty();
    Notice notice = book.due(5 * SECOND).orElseThrow();
    assertThat(notice.alerts()).hasSize(2);
    assertThat(notice.group()).isEqualTo(Map.of("rule", "RunSilent"));
    book.delivered(notice, 5 * SECOND);

    take(Alerts.resolved("a"), 6 * SECOND);
    Notice next = book.due(35 * SECOND).orElseThrow();
    assertThat(next.alerts())
        .containsExactly(new Told(Alerts.resolved("a"), true), new Told(Alerts.firing("b"), false));
  }

  @Test
  void whatStillFiresIsRepeatedWithAKeyOfItsOwn() {
    Notice first = tellFiring("a", 0);

    assertThat(book.due(3_599 * SECOND)).isEmpty();
    Notice repeat = book.due(3_600 * SECOND).orElseThrow();

    assertThat(repeat.repeat()).isEqualTo(1);
    assertThat(repeat.key()).isNotEqualTo(first.key());
    book.delivered(repeat, 3_600 * SECOND);
    Notice second = book.due(7_200 * SECOND).orElseThrow();
    assertThat(second.repeat()).isEqualTo(2);
    assertThat(counts().out()).as("repeats bring no record").isEqualTo(1);
  }

  @Test
  void sameNewsHaveTheSameKeyHoweverFiguresGrow() {
    take(Alerts.firing("a"), 0);
    Notice tried = book.due(0).orElseThrow();
    take(Alerts.grown("a"), 10 * SECOND);

    assertThat(book.due(10 * SECOND).orElseThrow().key()).isEqualTo(tried.key());
  }

  @Test
  void whatWasToldBeforeARestartIsNotToldAgainAndItsEndIs() {
    book.recall(P0, 0, "fp-a", Optional.of(Alerts.firing("a")));
    offset = 1;

    assertThat(book.due(0)).isEmpty();
    take(Alerts.resolved("a"), 0);

    assertThat(book.due(30 * SECOND)).isPresent();
  }

  @Test
  void receiverThatForgetsIsToldAgainAfterARestart() {
    book =
        book(
            AlertMatcher.ALL,
            new Pacing(List.of(), Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1), true, true));
    book.recall(P0, 0, "fp-a", Optional.of(Alerts.firing("a")));

    assertThat(book.due(0).orElseThrow().repeat()).isEqualTo(1);
  }

  @Test
  void newRouteTellsWhatFiresAndNotWhatIsOver() {
    book.begin(P0, 0, "fp-a", Optional.of(Alerts.firing("a")), 0);
    book.begin(P0, 1, "fp-b", Optional.of(Alerts.firing("b")), 0);
    book.begin(P0, 2, "fp-b", Optional.of(Alerts.resolved("b")), 0);
    book.begin(P0, 3, "fp-c", Optional.of(Alerts.resolved("c")), 0);

    assertThat(deliverAll(0)).extracting(Notice::group).containsExactly(subject("a"));
  }

  @Test
  void silencedAlertIsNotToldUntilTheSilenceIsOver() {
    silenced = alert -> true;
    take(Alerts.firing("a"), 0);
    assertThat(book.due(0)).isEmpty();

    silenced = alert -> false;
    take(Alerts.grown("a"), 10 * SECOND);

    assertThat(book.due(10 * SECOND)).isPresent();
    assertThat(counts().dropped()).isEqualTo(Map.of("silenced", 1L));
  }

  @Test
  void endOfWhatWasSilencedIsNotTold() {
    silenced = alert -> true;
    take(Alerts.firing("a"), 0);
    silenced = alert -> false;
    take(Alerts.resolved("a"), 1);

    assertThat(book.due(60 * SECOND)).isEmpty();
    assertThat(counts().dropped()).isEqualTo(Map.of("silenced", 2L));
  }

  @Test
  void whoWasToldThatItFiresIsToldThatItIsOverSilencedOrNot() {
    tellFiring("a", 0);
    silenced = alert -> true;
    take(Alerts.resolved("a"), SECOND);

    assertThat(book.due(30 * SECOND)).isPresent();
  }

  @Test
  void silenceEndsRepeatsAndTakesBackWhatWaits() {
    tellFiring("a", 0);
    take(Alerts.firing("b"), 0);
    silenced = alert -> true;

    assertThat(book.due(7_200 * SECOND)).isEmpty();
    assertThat(counts().held()).isZero();
  }

  @Test
  void refusedNoticeIsDroppedAndCountedAndNotTriedAgainAtOnce() {
    take(Alerts.firing("a"), 0);

    book.refused(book.due(0).orElseThrow(), 0);

    assertThat(book.due(60 * SECOND)).isEmpty();
    assertThat(counts().dropped()).isEqualTo(Map.of("refused by the receiver", 1L));
    assertThat(book.offsets()).isEqualTo(Map.of(P0, new OffsetAndMetadata(1)));
  }

  @Test
  void onlyWhatMatchesIsTold() {
    book =
        book(
            new AlertMatcher(
                Set.of(Severity.WARNING, Severity.CRITICAL),
                Set.of("RunSilent"),
                Map.of("team", Set.of("vision", "speech"))),
            BY_SUBJECT);
    take(Alerts.firing("a"), 0);
    assertThat(book.due(0)).isPresent();

    book = book(new AlertMatcher(Set.of(), Set.of(), Map.of("team", Set.of("speech"))), BY_SUBJECT);
    take(Alerts.firing("b"), 0);

    assertThat(book.due(0)).isEmpty();
    assertThat(counts().dropped()).isEqualTo(Map.of("not of this route", 1L));
  }

  @Test
  void firingAgainIsNews() {
    tellFiring("a", 0);
    take(Alerts.resolved("a"), SECOND);
    take(Alerts.again("a"), 2 * SECOND);

    assertThat(book.due(30 * SECOND).orElseThrow().alerts())
        .containsExactly(new Told(Alerts.again("a"), true));
  }

  @Test
  void routeThatDoesNotWantToKnowOfEndsIsNotToldOfThem() {
    book =
        book(
            AlertMatcher.ALL,
            new Pacing(
                List.of("subject"),
                Duration.ZERO,
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                false,
                false));
    tellFiring("a", 0);
    take(Alerts.resolved("a"), SECOND);

    assertThat(book.due(60 * SECOND)).isEmpty();
    assertThat(counts().dropped()).isEqualTo(Map.of("resolved, which is not told", 1L));
  }

  @Test
  void removedRowIsForgotten() {
    take(Alerts.firing("a"), 0);
    book.take(P0, offset++, "fp-a", Optional.empty(), 1);

    assertThat(book.due(1)).isEmpty();
    assertThat(counts().dropped()).isEqualTo(Map.of("removed", 2L));
  }

  @Test
  void partitionThatGoesToAnotherInstanceTakesItsAlertsAlong() {
    take(Alerts.firing("a"), 0);
    book.take(P1, 0, "fp-b", Optional.of(Alerts.firing("b")), 0);

    book.handOver(List.of(P0));

    assertThat(deliverAll(0)).extracting(Notice::group).containsExactly(subject("b"));
    assertThat(book.offsets().keySet()).containsExactly(P1);
    assertThat(counts().dropped()).isEqualTo(Map.of("handed to another instance", 1L));
  }

  private Notice tellFiring(String run, long nanos) {
    take(Alerts.firing(run), nanos);
    Notice notice = book.due(nanos).orElseThrow();
    book.delivered(notice, nanos);
    return notice;
  }

  private List<Notice> deliverAll(long nanos) {
    List<Notice> all = new java.util.ArrayList<>();
    for (Optional<Notice> due = book.due(nanos); due.isPresent(); due = book.due(nanos)) {
      book.delivered(due.get(), nanos);
      all.add(due.get());
    }
    return all;
  }

  private void take(Alert alert, long nanos) {
    book.take(P0, offset++, alert.fingerprint(), Optional.of(alert), nanos);
  }

  private StageCount counts() {
    return tally.count();
  }

  private static Map<String, String> subject(String run) {
    return Map.of("subject", "run/" + run);
  }

  private static Pacing pacing(List<String> groupBy, int wait, int interval, int repeat) {
    return new Pacing(
        groupBy,
        Duration.ofSeconds(wait),
        Duration.ofSeconds(interval),
        Duration.ofSeconds(repeat),
        true,
        false);
  }

  private RouteBook book(AlertMatcher matcher, Pacing pacing) {
    Silences silences =
        new Silences() {
          @Override
          public boolean silences(Alert alert) {
            return silenced.test(alert);
          }

          @Override
          public boolean ready() {
            return true;
          }
        };
    return new RouteBook(
        new RouteConfig(
            "ops",
            matcher,
            pacing,
            new Receiver.Command(List.of("/bin/true"), Duration.ofSeconds(1))),
        silences,
        tally);
  }
}
