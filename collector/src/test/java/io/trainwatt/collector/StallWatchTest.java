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
    at(0, records(100, 100));
    at(2, records(100, 130));
    assertThat(watch.problem()).isEmpty();

    at(31, records(100, 400));

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
      at(second, records(second, 1_000_000));
      assertThat(watch.problem()).isEmpty();
    }
  }

  @Test
  void partitionWithNothingLeftMayStandForEver() {
    at(0, records(100, 100));
    at(3_600, records(100, 100));
    at(3_602, records(100, 101));

    assertThat(watch.problem()).isEmpty();
  }

  @Test
  void movingAgainEndsIt() {
    at(0, records(100, 200));
    at(31, records(100, 200));
    assertThat(watch.problem()).isPresent();

    at(33, records(150, 200));

    assertThat(watch.problem()).isEmpty();
  }

  @Test
  void partitionThatAnotherInstanceTookIsForgotten() {
    at(0, records(100, 200));
    watch.observe(List.of(), Map.of(), seconds(31));
    at(33, records(100, 200));

    assertThat(watch.problem()).isEmpty();
  }

  @Test
  void oneOfSeveralThatMoveIsToldByName() {
    both(0, records(5, 10), records(7, 9));
    both(31, records(6, 10), records(7, 9));

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

  @Test
  void offsetsThatHoldNoRecordAreNoWork() {
    at(0, passedOn(99, 100));
    at(31, passedOn(99, 100));

    assertThat(watch.problem()).isEmpty();
  }

  @Test
  void whatComesToARepartitionTopicAndIsNotTakenIsTold() {
    at(0, passedOn(99, 100));
    at(2, passedOn(99, 140));
    at(31, passedOn(99, 180));

    assertThat(watch.problem())
        .hasValueSatisfying(
            what ->
                assertThat(what)
                    .startsWith("trainwatt.samples-0 has not moved for 31 s, 81 records behind"));
  }

  @Test
  void repartitionTopicThatIsTakenUpAgainIsNotTold() {
    at(0, passedOn(99, 100));
    at(2, passedOn(99, 140));
    at(31, passedOn(139, 140));
    at(62, passedOn(139, 140));

    assertThat(watch.problem()).isEmpty();
  }

  private static Reach records(long position, long end) {
    return new Reach(position, end, false);
  }

  private static Reach passedOn(long position, long end) {
    return new Reach(position, end, true);
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
