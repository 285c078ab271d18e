package io.trainwatt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TickScheduleTest {

  private final TickSchedule schedule = new TickSchedule(Duration.ofNanos(100), 1_000);

  @Test
  void ticksStayOnTheirGridHoweverLateOneIs() {
    assertThat(schedule.nanosLeft(1_040)).isEqualTo(60);
    assertThat(schedule.isDue(1_099)).isFalse();
    assertThat(schedule.isDue(1_130)).isTrue();
    assertThat(schedule.next(1_130)).isZero();
    assertThat(schedule.nanosLeft(1_130)).isEqualTo(70);
  }

  @Test
  void ticksThatPassedMeanwhileAreLeftOutAndCounted() {
    assertThat(schedule.next(1_350)).isEqualTo(2);
    assertThat(schedule.nanosLeft(1_350)).isEqualTo(50);
  }

  @Test
  void theClockMayPassItsLargestValue() {
    TickSchedule atTheEdge = new TickSchedule(Duration.ofNanos(100), Long.MAX_VALUE - 50);
    assertThat(atTheEdge.isDue(Long.MAX_VALUE)).isFalse();
    assertThat(atTheEdge.isDue(Long.MIN_VALUE + 60)).isTrue();
  }
}
