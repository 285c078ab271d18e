package io.trainwatt.collector.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.collector.fixture.Results;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.codec.SeriesPointCodec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SeriesWindowTest {
  private static final Subject RUN = new Subject.OfRun("r1");
  private static final Subject OTHER = new Subject.OfRun("r2");

  private final SeriesWindow window =
      new SeriesWindow(new LiveConfig(Duration.ofMinutes(2), 1 << 20, 10));

  @Test
  void pointsComeBackOldestFirstWhateverTheirOrder() {
    add(RUN, 3);
    add(RUN, 1);
    add(RUN, 2);

    assertThat(ends(RUN, Long.MIN_VALUE)).containsExactly(end(1), end(2), end(3));
  }

  @Test
  void sinceIsNotIncluded() {
    add(RUN, 1);
    add(RUN, 2);

    assertThat(ends(RUN, end(1))).containsExactly(end(2));
  }

  @Test
  void pointThatComesAgainIsThereOnce() {
    add(RUN, 1);
    add(RUN, 1);

    assertThat(ends(RUN, Long.MIN_VALUE)).containsExactly(end(1));
  }

  @Test
  void pointsOlderThanTheWindowGiveWayInWholeMinutes() {
    add(RUN, 1);
    add(RUN, 61);
    add(RUN, 200);

    assertThat(ends(RUN, Long.MIN_VALUE)).containsExactly(end(61), end(200));
  }

  @Test
  void pointOlderThanTheWindowIsNotTaken() {
    add(RUN, 300);

    assertThat(window.add(point(RUN, 1), wire(RUN, 1))).isFalse();
  }

  @Test
  void windowFollowsTheNewestPointOfAnySubject() {
    add(RUN, 1);
    add(OTHER, 300);

    assertThat(ends(RUN, Long.MIN_VALUE)).isEmpty();
  }

  @Test
  void newestPointOfASubjectStaysBeyondTheWindow() {
    add(RUN, 1);
    add(OTHER, 300);

    assertThat(window.newest(RUN.key()))
        .extracting(SeriesPoint::toWallMicros)
        .containsExactly(end(1));
  }

  @Test
  void oldestMinutesGiveWayWhenTheBytesAreUsedUp() {
    SeriesWindow small = new SeriesWindow(new LiveConfig(Duration.ofHours(9), 1 << 20, 10));
    byte[] large = new byte[300_000];

    for (int minute = 0; minute < 5; minute++) {
      small.add(point(RUN, 60 * minute + 1), large);
    }

    assertThat(small.bytes()).isEqualTo(900_000);
  }

  @Test
  void forgottenSubjectGivesItsBytesBack() {
    add(RUN, 1);
    add(OTHER, 2);
    window.forget(RUN.key());

    assertThat(window.bytes()).isEqualTo(wire(OTHER, 2).length);
    assertThat(ends(RUN, Long.MIN_VALUE)).isEmpty();
  }

  private void add(Subject subject, int second) {
    assertThat(window.add(point(subject, second), wire(subject, second))).isTrue();
  }

  private List<Long> ends(Subject subject, long since) {
    return window.after(subject.key(), since).stream().map(SeriesPoint::toWallMicros).toList();
  }

  private static SeriesPoint point(Subject subject, int second) {
    return Results.point(subject, second, 1_000);
  }

  private static byte[] wire(Subject subject, int second) {
    return SeriesPointCodec.encode(point(subject, second));
  }

  private static long end(int second) {
    return Results.START + second * Results.SECOND;
  }
}
