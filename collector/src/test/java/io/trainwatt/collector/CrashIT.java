package io.trainwatt.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.collector.fixture.CollectorProcess;
import io.trainwatt.collector.fixture.DeadLetterReader;
import io.trainwatt.collector.fixture.Fleet;
import io.trainwatt.events.deadletter.DeadLetter;
import io.trainwatt.events.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole collector, killed while energy comes in: not a microjoule is lost or counted twice. */
final class CrashIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path dir;

  @Test
  void totalsSurviveTheDeathOfCollectorAndBroker() throws Exception {
    try (KafkaBroker broker = KafkaBroker.startOnFreePort(dir.resolve("broker"))) {
      try (CollectorProcess first = start(broker, "first");
          Fleet fleet = new Fleet(broker.bootstrapServers())) {
        await().atMost(PATIENCE).until(first::ready);
        fleet.introduce();
        fleet.tick(5);
        awaitTotal(first, fleet);

        fleet.tick(20);
        first.kill();
        fleet.tick(5);
        try (CollectorProcess second =
            CollectorProcess.start(
                dir.resolve("second"),
                broker.bootstrapServers(),
                Map.of("TRAINWATT_STREAMS_STALL_AFTER", "PT5S"))) {
          awaitTotal(second, fleet);

          assertStallIsTold(second, fleet, broker);

          broker.kill();
          await().atMost(PATIENCE).until(() -> !second.ready());
          assertThat(second.get("/q/health/live").statusCode()).isEqualTo(200);
          broker.restart();
          fleet.tick(5);
          fleet.end();
          awaitTotal(second, fleet);
          assertBalanced(second, fleet);

          try (CollectorProcess third = start(broker, "third")) {
            await().atMost(PATIENCE).until(third::ready);
            awaitSame(second, third, "/api/v1/runs/whole");
            awaitSame(second, third, "/api/v1/nodes/local/n1");
          }
        }
      }
    }
  }

  @Test
  void malformedRecordsOfEveryTopicAreParkedAndTheRestGoesOn() throws Exception {
    try (KafkaBroker broker = KafkaBroker.startOnFreePort(dir.resolve("broker"));
        CollectorProcess collector = start(broker, "only");
        Fleet fleet = new Fleet(broker.bootstrapServers())) {
      await().atMost(PATIENCE).until(collector::ready);
      byte[] broken = {(byte) 0xff, (byte) 0xff, 3};
      for (Topic topic :
          new Topic[] {
            Topic.SAMPLES,
            Topic.NODES,
            Topic.RUNS,
            Topic.PROGRESS,
            Topic.ACCOUNTS,
            Topic.SERIES,
            Topic.ALERTS
          }) {
        fleet.send(topic, "run/x", broken);
      }
      fleet.introduce();
      fleet.tick(3);

      awaitTotal(collector, fleet);
      assertThat(DeadLetterReader.read(broker.bootstrapServers(), 7, Duration.ofSeconds(30)))
          .extracting(DeadLetter::topic)
          .containsExactlyInAnyOrder(
              "trainwatt.samples",
              "trainwatt.nodes",
              "trainwatt.runs",
              "trainwatt.progress",
              "trainwatt.accounts",
              "trainwatt.series",
              "trainwatt.alerts");
    }
  }

  @Test
  void unreachableBrokerIsToldByHealthAndWaitedFor() throws Exception {
    int port = KafkaBroker.freePort();
    try (CollectorProcess collector =
        CollectorProcess.start(dir.resolve("early"), "127.0.0.1:" + port, Map.of())) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(collector.get("/q/health/ready").body())
                      .contains("the broker at 127.0.0.1:" + port + " does not answer"));
      assertThat(collector.get("/q/health/live").statusCode()).isEqualTo(200);
      assertThat(collector.get("/api/v1/runs").statusCode()).isEqualTo(503);
    }
  }

  /** Whoever leaves a transaction open in a topic holds all who read it, and nothing fails. */
  private static void assertStallIsTold(CollectorProcess collector, Fleet fleet, KafkaBroker broker)
      throws Exception {
    await().atMost(PATIENCE).until(collector::ready);
    try (KafkaProducer<byte[], byte[]> hanging =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "hanging"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      hanging.initTransactions();
      hanging.beginTransaction();
      hanging
          .send(
              new ProducerRecord<>(
                  Topic.SAMPLES.topicName(), fleet.partitionOfSamples(), null, new byte[0]))
          .get();
      fleet.tick(1);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(collector.get("/q/health/ready"))
                      .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(503))
                      .satisfies(
                          answer ->
                              assertThat(answer.body())
                                  .contains("topologyStalled")
                                  .contains("trainwatt.samples-" + fleet.partitionOfSamples())));
      assertThat(collector.get("/q/health/live").statusCode()).isEqualTo(200);
      hanging.abortTransaction();
    }
    awaitTotal(collector, fleet);
    await().atMost(PATIENCE).until(collector::ready);
  }

  private CollectorProcess start(KafkaBroker broker, String name) throws Exception {
    return CollectorProcess.start(dir.resolve(name), broker.bootstrapServers(), Map.of());
  }

  private static void awaitTotal(CollectorProcess collector, Fleet fleet) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(
                        collector
                            .json("/api/v1/runs/whole")
                            .at("/energy/totalMicrojoules")
                            .asLong())
                    .isEqualTo(fleet.runMicrojoules()));
  }

  private static void assertBalanced(CollectorProcess collector, Fleet fleet) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              JsonNode report = collector.json("/api/v1/runs/whole");
              assertThat(report.at("/run/state").asText()).isEqualTo("ended");
              assertThat(report.at("/energy/byQuality/counted").asLong())
                  .isEqualTo(fleet.runMicrojoules());
              assertThat(
                      collector
                          .json("/api/v1/nodes/local/n1")
                          .get("unattributedMicrojoules")
                          .asLong())
                  .isEqualTo(fleet.nobodyMicrojoules());
              assertThat(report.at("/node/attributedMicrojoules").asLong())
                  .isEqualTo(fleet.runMicrojoules());
              assertThat(report.at("/co2/0/factors/0/zone").asText()).isEqualTo("DE");
              assertThat(report.get("joulesPerStep").asDouble()).isCloseTo(7.000003, within(1e-9));
              assertThat(report.get("booksBalance").asBoolean())
                  .as("%s", report.get("books"))
                  .isTrue();
            });
  }

  private static void awaitSame(CollectorProcess one, CollectorProcess other, String path) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(other.get(path).body()).isEqualTo(one.get(path).body()));
  }
}
