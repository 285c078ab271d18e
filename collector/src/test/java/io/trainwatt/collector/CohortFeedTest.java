package io.trainwatt.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.collector.fixture.Fleet;
import io.trainwatt.collector.fixture.Results;
import io.trainwatt.collector.live.ViewOf;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.codec.AlertCodec;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.topic.Topic;
import io.trainwatt.pipeline.PipelineSettings;
import io.trainwatt.pipeline.TrainwattTopology;
import io.trainwatt.pipeline.stage.StageBooks;
import io.trainwatt.pipeline.watch.BudgetConfig;
import io.trainwatt.pipeline.watch.WatchConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;

/** The real topology beside a view that keeps two runs. */
final class CohortFeedTest {
  private static final long HOUR = 3_600 * Results.SECOND;
  private final TrainwattTopology topology =
      new TrainwattTopology(
          PipelineSettings.of("unused:9092")
              .with(WatchConfig.DEFAULT.with(BudgetConfig.parse("* together: kwh=0.001"))),
          new StageBooks());
  private final ViewOf view = ViewOf.ofAtMost(2);

  @Test
  void sharedBudgetBreaksByARunThatTheViewNoLongerKeeps() throws Exception {
    view.view().listen(new CohortFeed(view.view(), topology.cohorts()));
    view.and(run("newest", 0, 3 * HOUR)).and(run("newer", 0, 2 * HOUR));
    // All but 10 J of the budget.
    view.and(run("oldest", 3_590_000_000L, HOUR));
    view.caughtUp();

    List<Alert> alerts = alertsOfTicks(3);

    Optional<Account.OfRun> kept = view.read(state -> state.runOfId("oldest"));
    assertThat(kept).isEmpty();
    assertThat(alerts).extracting(Alert::rule).contains("BudgetBroken");
    assertThat(alerts.getLast().subject()).isEqualTo(new Subject.OfRun(Fleet.RUN));
    assertThat(alerts.getLast().summary()).startsWith("4 runs of * have used 0.001");
  }

  private static Account.OfRun run(String id, long microjoules, long startedAfter) {
    return Results.run(id, id, microjoules, RunState.ENDED, Results.START + startedAfter);
  }

  private List<Alert> alertsOfTicks(int count) throws Exception {
    Properties properties = new Properties();
    properties.putAll(topology.properties());
    Instant now = Instant.ofEpochSecond(Results.START / Results.SECOND);
    List<Alert> alerts = new ArrayList<>();
    try (TopologyTestDriver driver = new TopologyTestDriver(topology.build(), properties, now)) {
      var samples =
          driver.createInputTopic(
              Topic.SAMPLES.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
      for (int tick = 1; tick <= count; tick++) {
        var sample = Fleet.sample(tick);
        samples.pipeInput(sample.key(), sample.value(), now.plusSeconds(tick));
        driver.advanceWallClockTime(Duration.ofSeconds(1));
      }
      var told =
          driver.createOutputTopic(
              Topic.ALERTS.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
      for (var record : told.readRecordsToList()) {
        alerts.add(AlertCodec.decode(record.value()));
      }
    }
    return alerts;
  }
}
