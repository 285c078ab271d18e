package io.trainwatt.pipeline;

import static io.trainwatt.pipeline.Fleet.device;
import static io.trainwatt.pipeline.Fleet.micros;
import static io.trainwatt.pipeline.Fleet.nobody;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.AgentInstance;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.SensorEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is wrong with nodes, through the whole topology. */
class NodeWatchTest {
  private static final String NODE = "local/one";
  private final TopologyBench bench = new TopologyBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private void tick(String node, long second, SensorEvent... events) {
    tick(node, second, "agent", events);
  }

  private void tick(String node, long second, String agent, SensorEvent... events) {
    Sample plain =
        Fleet.sample(
            node,
            second,
            List.of(),
            device("cpu", Component.CPU, second, nobody(Quality.COUNTED, second * 10_000_000)));
    bench.sample(
        new Sample(
            plain.node(),
            plain.sequence(),
            new AgentInstance(agent, 1),
            plain.boot(),
            plain.monotonicNanos(),
            plain.wallMicros(),
            plain.runs(),
            plain.devices(),
            List.of(events),
            List.of()));
  }

  private static SensorEvent event(String device, String kind, long second) {
    return new SensorEvent(
        device, kind, micros(second), Optional.empty(), OptionalLong.empty(), "detail of " + kind);
  }

  private List<Alert> of(String rule) {
    return bench.alerts().stream().filter(alert -> alert.rule().equals(rule)).toList();
  }

  @Test
  void aLostSensorIsAnAlertUntilItAnswersAgain() {
    tick(NODE, 1);
    tick(NODE, 2, event("nvml", "sensorLost", 2));
    tick(NODE, 3);

    List<Alert> alerts = of("SensorLost");
    assertThat(alerts).hasSize(1);
    assertThat(alerts.getFirst().subject()).isEqualTo(new Subject.OfNode(NODE));
    assertThat(alerts.getFirst().sinceWallMicros()).isEqualTo(micros(2));
    assertThat(alerts.getFirst().evidence()).containsEntry("nvml", "detail of sensorLost");

    tick(NODE, 4, event("nvml", "sensorFound", 4));

    assertThat(of("SensorLost")).singleElement().matches(alert -> !alert.firing());
  }

  @Test
  void anAgentThatIsStartedAnewLooksAnew() {
    tick(NODE, 1, "before", event("nvml", "sensorLost", 1));
    assertThat(of("SensorLost")).singleElement().matches(Alert::firing);

    tick(NODE, 2, "after");

    assertThat(of("SensorLost")).singleElement().matches(alert -> !alert.firing());
  }

  @Test
  void aDisagreementStandsUntilTheAgentSaysItNoMore() {
    tick(NODE, 1, event("rest", "disagreement", 1));
    assertThat(of("SensorDisagrees")).singleElement().matches(Alert::firing);

    for (long second = 60; second <= 1_440; second += 60) {
      tick(NODE, second);
    }
    assertThat(of("SensorDisagrees")).allMatch(Alert::firing);
    tick(NODE, 1_502);

    assertThat(of("SensorDisagrees")).singleElement().matches(alert -> !alert.firing());
  }

  @Test
  void twoAgentsOfOneNodeAreAnAlert() {
    for (long second = 1; second <= 10; second++) {
      tick(NODE, 2 * second, "agent");
      tick(NODE, 2 * second + 1, "intruder");
    }

    List<Alert> alerts = of("TwoAgents");
    assertThat(alerts).isNotEmpty();
    assertThat(alerts.getFirst().evidence().get("detail")).contains("intruder");

    for (long second = 30; second <= 95; second++) {
      tick(NODE, second, "agent");
    }
    assertThat(of("TwoAgents").getLast().firing()).isFalse();
  }

  @Test
  void aNodeThatIsNotHeardForAMinuteIsSilentUntilItIs() {
    tick(NODE, 1);
    tick("local/two", 1);
    for (int i = 0; i < 70; i++) {
      bench.advance(Duration.ofSeconds(1));
      tick("local/two", 2 + i);
    }

    List<Alert> alerts = of("NodeSilent");
    assertThat(alerts).hasSize(1);
    assertThat(alerts.getFirst().subject()).isEqualTo(new Subject.OfNode(NODE));
    assertThat(alerts.getFirst().sinceWallMicros()).isEqualTo(micros(0));

    tick(NODE, 80);
    bench.advance(Duration.ofSeconds(1));

    assertThat(of("NodeSilent")).singleElement().matches(alert -> !alert.firing());
  }

  @Test
  void aThousandNodesSilentAtOnceAreOneAlert() {
    for (int node = 0; node < 1_000; node++) {
      tick("local/n" + node, 1);
    }
    for (int i = 0; i < 75; i++) {
      bench.advance(Duration.ofSeconds(1));
    }

    List<Alert> alerts = bench.alerts();
    assertThat(alerts).extracting(Alert::rule).containsOnly("ManyNodesSilent");
    assertThat(alerts).extracting(Alert::fingerprint).containsOnly(alerts.getFirst().fingerprint());
    assertThat(alerts.getFirst().summary()).isEqualTo("1000 nodes of local are silent at once.");
    assertThat(alerts.getFirst().subject()).isEqualTo(new Subject.OfCluster("local"));

    for (int node = 0; node < 1_000; node++) {
      tick("local/n" + node, 80);
    }
    bench.advance(Duration.ofSeconds(1));

    assertThat(bench.alerts())
        .singleElement()
        .matches(alert -> alert.rule().equals("ManyNodesSilent") && !alert.firing());
  }
}
