package io.trainwatt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.sample.SensorEvent;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class RecentEventsTest {

  private static SensorEvent event(int number) {
    return new SensorEvent(
        "cpu", "wrap", number, Optional.empty(), OptionalLong.empty(), "number " + number);
  }

  @Test
  void theOldestGiveWayAndStayCounted() {
    RecentEvents recent = new RecentEvents();
    for (int i = 0; i < RecentEvents.MOST + 2; i++) {
      recent.add(List.of(event(i)));
    }
    assertThat(recent.all()).hasSize(RecentEvents.MOST);
    assertThat(recent.all().getFirst()).isEqualTo(event(2));
    assertThat(recent.seen()).isEqualTo(RecentEvents.MOST + 2);
  }
}
