package io.trainwatt.collector.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trainwatt.collector.fixture.Results;
import io.trainwatt.collector.live.ViewOf;
import io.trainwatt.collector.stage.Stages;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.run.RunState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MetersTest {
  private static final ServiceState WELL =
      new ServiceState("running", 3, true, Map.of("influx", false), 2);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Stages stages = new Stages();

  @Test
  void metersFollowTheView() {
    ViewOf view =
        ViewOf.accounts(Results.run("r1", "demo", 3_000_000), Results.node(3_000_000, 500))
            .and(Results.alert("f1", new Subject.OfRun("r1"), true))
            .caughtUp();
    Meters meters = new Meters(registry, view.view(), stages);

    meters.refresh(WELL);
    view.and(Results.run("r1", "demo", 4_000_000));
    meters.refresh(WELL);

    assertThat(registry.get("trainwatt.run.energy").functionCounter().count()).isEqualTo(4.0);
    assertThat(registry.get("trainwatt.node.unattributed").functionCounter().count())
        .isEqualTo(0.0005);
    assertThat(registry.get("trainwatt.alerts.firing").tag("rule", "RunSilent").gauge().value())
        .isEqualTo(1);
    assertThat(registry.get("trainwatt.sink.writing").tag("sink", "influx").gauge().value())
        .isZero();
  }

  @Test
  void meterOfWhatIsGoneGoesToo() {
    ViewOf view = ViewOf.accounts(Results.run("r1", "demo", 3_000_000)).caughtUp();
    Meters meters = new Meters(registry, view.view(), stages);
    meters.refresh(WELL);

    view.and(Results.run("r1", "demo", 3_000_000, RunState.ENDED, Results.START));
    meters.refresh(new ServiceState("rebalancing", 0, true, Map.of(), 0));

    assertThat(registry.find("trainwatt.sink.writing").gauge()).isNull();
    assertThat(registry.get("trainwatt.streams.state").gauges()).hasSize(1);
  }

  @Test
  void runsThatHaveMetersAreBounded() {
    Account[] runs = new Account[ViewRows.MOST_RUNS + 50];
    for (int i = 0; i < runs.length; i++) {
      runs[i] = Results.run("r" + i, "n", 900, RunState.ENDED, Results.START + i * Results.SECOND);
    }
    ViewOf view = ViewOf.accounts(runs).and(Results.run("alive", "n", 900)).caughtUp();

    List<Row> rows = view.read(ViewRows::of);

    List<Row> energy = rows.stream().filter(row -> row.what() == MeterName.RUN_ENERGY).toList();
    assertThat(energy).hasSize(ViewRows.MOST_RUNS);
    assertThat(energy.getFirst().tags()).contains("alive");
  }

  @Test
  void stagesAreCountedByOutcomeAndReason() {
    var tally = stages.tally("live");
    tally.passed();
    tally.dropped("invalid");
    Meters meters = new Meters(registry, ViewOf.nothing().view(), stages);

    meters.refresh(WELL);

    assertThat(
            registry
                .get("trainwatt.stage.records")
                .tags("stage", "live", "outcome", "dropped", "reason", "invalid")
                .functionCounter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void labelsThatTheReferenceDoesNotHaveAreRefused() {
    assertThatThrownBy(() -> Row.of(MeterName.RUN_LOSS, 1, "run", "r1"))
        .hasMessage("RUN_LOSS is told apart by [run, name]: [run, r1]");
  }
}
