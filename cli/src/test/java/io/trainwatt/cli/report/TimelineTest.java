package io.trainwatt.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final long HOUR = 3_600_000_000L;

  private final Timeline timeline = new Timeline(Example.run().points());

  @Test
  void energyGoesToTheHoursItWasUsedInByTime() {
    assertThat(timeline.byHour())
        .containsExactly(Map.entry(9 * HOUR, 180e9), Map.entry(10 * HOUR, 180e9));
  }

  @Test
  void powerIsThatOfTheDevicesInTheTotal() {
    assertThat(timeline.watts()).containsOnlyKeys("gpu");
    assertThat(timeline.watts().get("gpu")).containsExactly(100, 100);
  }

  @Test
  void aSeriesOfOnePointIsNoLine() {
    assertThat(new Timeline(Example.read("{\"points\":[]}")).isEmpty()).isTrue();
  }

  @Test
  void ticksAreRoundNumbersWithinTheRange() {
    assertThat(Chart.ticks(0, 103)).containsExactly(0.0, 25.0, 50.0, 75.0, 100.0);
    assertThat(Chart.ticks(1.9, 4.1)).containsExactly(2.0, 2.5, 3.0, 3.5, 4.0);
    assertThat(Chart.ticks(-1, 1)).contains(0.0);
  }
}
