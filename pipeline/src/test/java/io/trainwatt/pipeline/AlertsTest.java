package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.alive;
import static io.trainwatt.pipeline.Fleet.device;
import static io.trainwatt.pipeline.Fleet.endedRow;
import static io.trainwatt.pipeline.Fleet.micros;
import static io.trainwatt.pipeline.Fleet.progress;
import static io.trainwatt.pipeline.Fleet.row;
import static io.trainwatt.pipeline.Fleet.sample;
import static io.trainwatt.pipeline.Fleet.used;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.alert.Severity;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertsTest {
  private static final String NODE = "local/one";
  private final TopologyBench bench = new TopologyBench();
  private long second;

  @BeforeEach
  void startARun() {
    bench.row(row("r", NODE, Map.of("strategy", "sparse")));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  /** Seconds in which the run draws 100 W; processor time is a part of a core, in millionths. */
  private void run(long seconds, long corePpm, boolean progress) {
    for (long i = 0; i < seconds; i++) {
      second++;
      tick("r", second, corePpm);
      if (progress) {
        bench.progress(progress("r", NODE, 0, second * 1_000, second, new Loss.Finite(1)));
      }
    }
  }

  private void tick(String run, long at, long corePpm) {
    bench.sample(
        sample(
            NODE,
            at,
            List.of(alive(run, at * corePpm)),
            device("gpu", Component.CPU, at, used(run, Quality.COUNTED, at * 100_000_000))));
  }

  private List<Alert> of(String rule) {
    return bench.alerts().stream().filter(alert -> alert.rule().equals(rule)).toList();
  }

  @Test
  void aSilentRunIsAnAlertThatSaysWhatSinceWhenAndWhatItCost() {
    run(30, 900_000, true);
    run(61, 900_000, false);

    List<Alert> alerts = of("RunSilent");
    assertThat(alerts).hasSize(1);
    Alert alert = alerts.getFirst();
    assertThat(alert.subject()).isEqualTo(new Subject.OfRun("r"));
    assertThat(alert.severity()).isEqualTo(Severity.WARNING);
    assertThat(alert.firing()).isTrue();
    assertThat(alert.sinceWallMicros()).isEqualTo(micros(30));
    assertThat(alert.wallMicros()).isEqualTo(micros(91));
    assertThat(alert.wasted().joules()).isEqualTo(6_100);
    // 6 100 J x 473 g/kWh.
    assertThat(alert.wastedMicrogramsCo2()).isEqualTo(801_472);
    assertThat(alert.docs()).isEqualTo("docs/reference/alerts.md#runsilent");
    assertThat(alert.labels()).isEqualTo(Map.of("run", "name of r", "strategy", "sparse"));
    assertThat(alert.fingerprint()).hasSize(24);
  }

  @Test
  void aFiringAlertIsWrittenAnewEveryTenSecondsAndResolvesOnce() {
    run(30, 900_000, true);
    run(82, 900_000, false);
    run(5, 900_000, true);

    List<Alert> alerts = of("RunSilent");
    assertThat(alerts).extracting(Alert::revision).containsExactly(1L, 2L, 3L, 4L);
    assertThat(alerts).extracting(Alert::firing).containsExactly(true, true, true, false);
    assertThat(alerts).extracting(Alert::fingerprint).containsOnly(alerts.getFirst().fingerprint());
    assertThat(alerts.get(3).resolvedWallMicros()).hasValue(micros(113));
    assertThat(alerts.get(3).wasted()).isEqualTo(alerts.get(2).wasted());
  }

  @Test
  void aRunThatEndsResolvesItsAlerts() {
    run(30, 900_000, true);
    run(61, 900_000, false);
    assertThat(of("RunSilent")).hasSize(1);

    bench.row(endedRow("r", NODE, 95, 137));

    List<Alert> alerts = of("RunSilent");
    assertThat(alerts).hasSize(1);
    assertThat(alerts.getFirst().resolvedWallMicros()).hasValue(micros(95));
    run(30, 900_000, false);
    assertThat(bench.alerts()).isEmpty();
  }

  @Test
  void aLossThatIsNoNumberIsCritical() {
    run(3, 900_000, true);
    bench.progress(progress("r", NODE, 0, 3_500, 4, Loss.NonFinite.NAN));

    List<Alert> alerts = of("LossNotFinite");
    assertThat(alerts).hasSize(1);
    assertThat(alerts.getFirst().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(alerts.getFirst().evidence()).containsEntry("step", "4");
  }

  @Test
  void anIdleRunIsAnAlert() {
    run(20, 900_000, false);
    // Processor time stands still from here on.
    for (int i = 0; i < 140; i++) {
      second++;
      tick("r", second, 0);
    }

    List<Alert> alerts = of("IdlePower");
    assertThat(alerts).isNotEmpty();
    assertThat(alerts.getFirst().summary())
        .isEqualTo("The run lives and has done nothing for 2 min.");
    assertThat(alerts.getFirst().wasted().joules()).isEqualTo(12_000);
  }

  @Test
  void aHealthyRunRaisesNothing() {
    run(600, 900_000, true);

    assertThat(bench.alerts()).isEmpty();
  }

  @Test
  void aResolvedAlertIsRemovedSevenDaysOfEventTimeLater() {
    run(3, 900_000, true);
    bench.progress(progress("r", NODE, 0, 3_500, 4, Loss.NonFinite.NAN));
    bench.row(endedRow("r", NODE, 10, 1));
    String fingerprint = of("LossNotFinite").getLast().fingerprint();
    // Wall clock alone removes nothing.
    bench.advance(Duration.ofDays(7).plusHours(2));
    assertThat(bench.read(Topic.ALERTS)).noneMatch(record -> record.value() == null);

    // No clock is ahead of the collector's by days.
    bench.advance(Duration.ofDays(7));
    tick("another", Duration.ofDays(7).toSeconds() + 11, 900_000);
    bench.advance(Duration.ofHours(2));

    List<String> removed = new ArrayList<>();
    for (var record : bench.read(Topic.ALERTS)) {
      if (record.value() == null) {
        removed.add(TopologyBench.text(record.key()));
      }
    }
    assertThat(removed).containsExactly(fingerprint);
  }
}
