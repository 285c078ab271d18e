package io.trainwatt.agent.sense;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.events.sample.Gauges;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HandOverTest {
  private static List<Reading> round(long atNanos) {
    return List.of(new Reading.Powered("gauge", atNanos, 1, Gauges.NONE));
  }

  @Test
  void roundsComeOutInOrderOnce() {
    HandOver handOver = new HandOver(4);
    handOver.put(round(1));
    handOver.put(List.of());
    handOver.put(round(2));
    assertThat(handOver.held()).isEqualTo(2);
    assertThat(handOver.drain()).extracting(Reading::monotonicNanos).containsExactly(1L, 2L);
    assertThat(handOver.drain()).isEmpty();
    assertThat(handOver.out()).isEqualTo(2);
  }

  @Test
  void fullHandOverLosesEverySecondRoundAndKeepsTheNewest() {
    HandOver handOver = new HandOver(4);
    for (long at = 1; at <= 7; at++) {
      handOver.put(round(at));
    }
    // 1 and 3 go when 5 comes, 2 and 5 when 7 does.
    assertThat(handOver.held()).isEqualTo(3);
    assertThat(handOver.thinned()).isEqualTo(4);
    assertThat(handOver.in()).isEqualTo(7);
    assertThat(handOver.drain()).extracting(Reading::monotonicNanos).containsExactly(4L, 6L, 7L);
  }
}
