package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.busy;
import static io.trainwatt.pipeline.Fleet.facts;
import static io.trainwatt.pipeline.Fleet.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.grid.IntensityKind;
import io.trainwatt.events.progress.Loss;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A run of 3.6 kW from midnight UTC on, of which 1 000 steps of 9 s are planned: 9 kWh to its end,
 * PUE 1.2.
 */
class DirtyHoursAheadTest {
  private static final String NODE = "local/one";
  private static final int BEGINS_AT = 0;
  private static final int STEP = 9;
  private final TopologyBench bench = new TopologyBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private void hours(int from, int to, IntToLongFunction grams) {
    for (int hour = from; hour < to; hour++) {
      bench.grid(
          GridBench.factor(
              "FR",
              "live",
              IntensityKind.AVERAGE,
              hour * 3_600L,
              (hour + 1) * 3_600L,
              grams.applyAsLong(Math.floorMod(hour + BEGINS_AT, 24)),
              // What is to come was said before.
              Math.min(hour + 1, 0) * 3_600L));
    }
  }

  private void run(int fromStep, int toStep) {
    for (long step = fromStep; step <= toStep; step++) {
      long second = step * STEP;
      bench.sample(busy(NODE, second, "r", second * 3_600_000_000L));
      bench.progress(
          Fleet.progress("r", NODE, 0, second * 1_000, step, new Loss.Finite(1.0 / step)));
      bench.advance(Duration.ofSeconds(STEP));
    }
  }

  private void begin() {
    bench.facts(facts(NODE, Optional.of("FR"), OptionalInt.of(1_200_000)));
    bench.row(row("r", NODE, Map.of()));
  }

  private List<Alert> alerts() {
    return bench.alerts().stream().filter(alert -> alert.rule().equals("DirtyHoursAhead")).toList();
  }

  private static long night(int hourOfDay) {
    return hourOfDay < 4 || hourOfDay >= 22 ? 400 : 100;
  }

  @Test
  void aCleanerTimeIsNamedWithTheGramsThatItSaves() {
    begin();
    hours(-72, 0, DirtyHoursAheadTest::night);
    run(1, 60);

    Alert alert = alerts().getLast();
    assertThat(alert.firing()).isTrue();
    // 940 steps are left: 8.46 kWh x 1.2 x 300 g.
    assertThat(alert.summary())
        .startsWith("What is left of the run would emit 30")
        .endsWith(" g less, 75 % of it, if it went on from 2026-11-22 04:00 UTC.");
    assertThat(alert.evidence())
        .containsEntry("intensityNow", "400 g/kWh")
        .containsEntry("intensityThen", "100 g/kWh");
  }

  @Test
  void itIsOverWhenTheHoursToComeAreSaidToBeNoCleaner() {
    begin();
    hours(-72, 0, DirtyHoursAheadTest::night);
    run(1, 60);
    assertThat(alerts().getLast().firing()).isTrue();

    hours(0, 48, hour -> 400);
    run(61, 80);

    assertThat(alerts().getLast().firing()).isFalse();
  }

  @Test
  void nothingIsSaidOfAGridOfWhichOneDayIsKnown() {
    begin();
    hours(-24, 0, DirtyHoursAheadTest::night);
    run(1, 60);

    assertThat(alerts()).isEmpty();
  }

  @Test
  void whatBecomesKnownOfTheGridAfterTheRunWasSeenCountsAtOnce() {
    begin();
    hours(-24, 0, DirtyHoursAheadTest::night);
    run(1, 40);
    assertThat(alerts()).isEmpty();

    hours(-72, -24, DirtyHoursAheadTest::night);
    run(41, 100);

    assertThat(alerts().getLast().firing()).isTrue();
  }

  @Test
  void norOfOneThatIsAboutTheSameAllDay() {
    begin();
    hours(-72, 0, hour -> night(hour) == 400 ? 110 : 100);
    run(1, 60);

    assertThat(alerts()).isEmpty();
  }
}
