package io.trainwatt.collector.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private final Backoff backoff = new Backoff(new SplittableRandom(1));

  @Test
  void waitsGrowUpToHalfAMinute() {
    assertThat(backoff.next(Optional.empty()))
        .isBetween(Duration.ofMillis(400), Duration.ofMillis(600));
    for (int i = 0; i < 20; i++) {
      backoff.next(Optional.empty());
    }
    assertThat(backoff.next(Optional.empty()))
        .isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
  }

  @Test
  void serverMayAskForMore() {
    assertThat(backoff.next(Optional.of(Duration.ofSeconds(90)))).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void successBeginsAnew() {
    backoff.next(Optional.empty());
    backoff.next(Optional.empty());
    backoff.reset();

    assertThat(backoff.next(Optional.empty())).isLessThan(Duration.ofMillis(601));
  }
}
