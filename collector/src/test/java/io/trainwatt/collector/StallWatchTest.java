package io.trainwatt.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.collector.StallWatch.Reach;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class StallWatchTest {
  private static final TopicPartition SAMPLES_0 = new TopicPartition("trainwatt.samples", 0);
  private static final TopicPartition SAMPLES_1 = new TopicPartition("trainwatt.samples", 1);

  private final StallWatch watch = new StallWatch(Duration.ofSeconds(30));

  @Test
  void partitionThatIsBehindAndDoesNotMoveIsToldWithItsLagAndWhatToDo() {
    at(0, new Reach(100, 100));
    at(2, new Reach(100, 130));
    assertThat(watch.problem()).isEmpty();

    at(31, new Reach(100, 400));

    assertThat(watch.problem())
        .hasValueSatisfying(
            what ->
                assertThat(what)
                    .startsWith("trainwatt.samples-0 has not moved for 31 s, 300 records behind")
                    .contains("see that the broker is well"));
  }

  @Test
  void partitionThatMovesIsNotStalledHoweverFarBehind() {
    for (int second = 0; second < 300; second += 2) {
      at(second, new Reach(second, 1_000_000));
      assertThat(watch.problem()).isEmpty();
    }
  }

  @Test
  void partitionWithNothingLeftMayStandForEver() {
    at(0, new Reach(100, 100));
    at(3_600, new Reach(100, 100));
    at(3_602, new Reach(100, 101));

    assertThat(watch.problem()).isEmpty();
  }

  @Test
  void movingAgainEndsIt() {
    at(0, new Reach(100, 200));
    at(31, new Reach(100, 200));
    assertThat(watch.problem()).isPresent();

    at(33, new Reach(150, 200));

    assertThat(watch.problem()).isEmpty();
  }

  @Test
  void partitionThatAnotherInstanceTookIsForgotten() {
    at(0, new Reach(100, 200));
    watch.observe(List.of(), Map.of(), seconds(31));
    at(33, new Reach(100, 200));

    assertThat(watch.problem()).isEmpty();
  }

  @Test
  void oneOfSeveralThatMoveIsToldByName() {
    both(0, new Reach(5, 10), new Reach(7, 9));
    both(31, new Reach(6, 10), new Reach(7, 9));

    assertThat(watch.problem())
        .hasValueSatisfying(
            what ->
                assertThat(what)
                    .startsWith("trainwatt.samples-1 has not moved for 31 s, 2 records behind"));
  }

  @Test
  void threadsThatDoNotComeToRunAreToldAfterTheLimitAndNotBefore() {
    List<String> idle = List.of("PARTITIONS_ASSIGNED", "STARTING");
    watch.observe(idle, Map.of(), seconds(10));
    watch.observe(idle, Map.of(), seconds(39));
    assertThat(watch.problem()).isEmpty();

    watch.observe(idle, Map.of(), seconds(40));
    assertThat(watch.problem())
        .hasValueSatisfying(
            what ->
                assertThat(what)
                    .startsWith(
                        "stream threads have not run for 30 s (PARTITIONS_ASSIGNED, STARTING)"));

    watch.observe(List.of(), Map.of(), seconds(42));
    assertThat(watch.problem()).isEmpty();
  }

  private void at(long second, Reach reach) {
    watch.observe(List.of(), Map.of(SAMPLES_0, reach), seconds(second));
  }

  private void both(long second, Reach zero, Reach one) {
    watch.observe(List.of(), Map.of(SAMPLES_0, zero, SAMPLES_1, one), seconds(second));
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
