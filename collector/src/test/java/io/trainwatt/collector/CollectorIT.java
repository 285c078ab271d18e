package io.trainwatt.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.collector.fixture.CollectorProcess;
import io.trainwatt.collector.fixture.DeadLetterReader;
import io.trainwatt.collector.fixture.EventStream;
import io.trainwatt.collector.fixture.ResultWriter;
import io.trainwatt.collector.fixture.Results;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.deadletter.DeadLetter;
import io.trainwatt.events.topic.Topic;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two real instances over a real broker. */
final class CollectorIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path dir;
  private static KafkaBroker broker;
  private static ResultWriter writer;
  private static CollectorProcess first;
  private static CollectorProcess second;

  @BeforeAll
  static void startTwo() throws Exception {
    broker = KafkaBroker.startOnFreePort(dir.resolve("broker"));
    ResultWriter.createTopics(broker.bootstrapServers());
    writer = new ResultWriter(broker.bootstrapServers());
    writer.commit(
        () -> {
          writer.send(Results.node(3_000_000, 500));
          writer.send(Results.run("r1", "demo", 3_000_000));
          for (int second = 1; second <= 5; second++) {
            writer.send(Results.point(new Subject.OfRun("r1"), second, 12_000_000));
            writer.send(Results.point(new Subject.OfNode(Results.NODE), second, 13_000_000));
          }
          writer.raw(Topic.ACCOUNTS, "run/broken", new byte[] {(byte) 0xff, 1, 2});
          writer.raw(Topic.SERIES, "run/other", new byte[] {7});
          writer.send(Results.alert("f1", new Subject.OfRun("r1"), true));
          writer.send(Results.alert("f2", new Subject.OfRun("r1"), false));
        });
    first = CollectorProcess.start(dir.resolve("one"), broker.bootstrapServers(), Map.of());
    second = CollectorProcess.start(dir.resolve("two"), broker.bootstrapServers(), Map.of());
    await().atMost(PATIENCE).until(() -> first.ready() && second.ready());
  }

  @AfterAll
  static void stop() {
    first.close();
    second.close();
    writer.close();
    broker.close();
  }

  @Test
  void everyInstanceGivesTheSameAnswer() throws Exception {
    for (String path :
        List.of(
            "/api/v1/runs",
            "/api/v1/runs/demo",
            "/api/v1/nodes",
            "/api/v1/nodes/local/n1",
            "/api/v1/alerts?state=all",
            "/api/v1/series/runs/r1",
            "/api/v1/series/nodes/local/n1")) {
      assertThat(second.get(path).body()).as(path).isEqualTo(first.get(path).body());
    }
  }

  @Test
  void reportOfARunBalances() throws Exception {
    JsonNode report = first.json("/api/v1/runs/demo");

    assertThat(report.at("/run/id").asText()).isEqualTo("r1");
    assertThat(report.at("/energy/totalMicrojoules").asLong()).isEqualTo(3_000_000);
    assertThat(report.at("/energy/byQuality/modelled").asLong()).isEqualTo(3_000_000);
    assertThat(report.at("/powerMilliwatts").asLong()).isEqualTo(12_000);
    assertThat(report.at("/progress/lastLoss").asText()).isEqualTo("NaN");
    assertThat(report.at("/co2Grams").asDouble()).isEqualTo(0.473);
    assertThat(report.at("/booksBalance").asBoolean()).as("%s", report.get("books")).isTrue();
  }

  @Test
  void seriesAnswersWhatIsNewerThanSince() throws Exception {
    long since = Results.START + 3 * Results.SECOND;
    JsonNode series = first.json("/api/v1/series/runs/r1?since=" + since);

    assertThat(series.get("points")).hasSize(2);
    assertThat(series.at("/points/0/toMicros").asLong()).isEqualTo(since + Results.SECOND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/v1/runs", "/q/metrics"})
  void pageWhoseNameWasPointedHereReadsNothing(String path) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), first.port())) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: elsewhere.example:%d\r\nConnection: close\r\n\r\n"
                  .formatted(path, first.port())
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

      assertThat(answer).startsWith("HTTP/1.1 421").contains("trainwatt.http.names");
    }
  }

  @Test
  void unchangedAnswerIsNotSentAgain() throws Exception {
    String tag = first.get("/api/v1/runs").headers().firstValue("ETag").orElseThrow();

    assertThat(first.get("/api/v1/runs", "If-None-Match", tag).statusCode()).isEqualTo(304);
  }

  @Test
  void unknownThingsAnswerWithARemedy() throws Exception {
    for (String path :
        List.of("/api/v1/runs/nobody", "/api/v1/nodes/local/none", "/api/v1/nothing")) {
      assertThat(first.get(path).statusCode()).as(path).isEqualTo(404);
      assertThat(first.json(path).get("remedy").asText()).as(path).isNotEmpty();
    }
    assertThat(first.get("/api/v1/alerts?state=loud").statusCode()).isEqualTo(400);
    assertThat(first.get("/api/v1/series/runs/r1?since=noon").statusCode()).isEqualTo(400);
  }

  @Test
  void malformedRecordsAreParkedAndCounted() {
    List<DeadLetter> letters =
        DeadLetterReader.read(broker.bootstrapServers(), 2, Duration.ofSeconds(20));

    assertThat(letters)
        .extracting(DeadLetter::topic)
        .contains("trainwatt.accounts", "trainwatt.series");
    assertThat(letters).allSatisfy(letter -> assertThat(letter.stage()).isEqualTo("live"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(first.json("/api/v1/books").toString())
                    .contains("\"stage\":\"live\"", "undecodable", "\"balances\":true"));
  }

  @Test
  void alertNamesItsRun() throws Exception {
    JsonNode alerts = first.json("/api/v1/alerts").get("alerts");

    assertThat(alerts).hasSize(1);
    assertThat(alerts.at("/0/subject").asText()).isEqualTo("run/r1");
    assertThat(alerts.at("/0/runName").asText()).isEqualTo("demo");
  }

  @Test
  void liveStreamTellsAllThenChanges() throws Exception {
    try (EventStream stream = EventStream.open(second.port())) {
      assertThat(stream.untilReady()).contains("run", "node", "alert");

      writer.commit(() -> writer.send(Results.run("r2", "later", 1_000)));

      assertThat(stream.next("run").at("/run/name").asText()).isEqualTo("later");
    } finally {
      writer.commit(() -> writer.raw(Topic.ACCOUNTS, "run/r2", null));
    }
  }

  @Test
  void streamThatWatchesNothingTellsRowsAlone() throws Exception {
    try (EventStream stream = EventStream.open(second.port(), "?watch=")) {
      assertThat(stream.untilReady()).containsExactlyInAnyOrder("rows", "alert");
    }
  }

  @Test
  void clientThatReadsNothingIsLetGoAndTheServerGoesOn() throws Exception {
    try (EventStream deaf = EventStream.open(first.port());
        EventStream keen = EventStream.open(first.port())) {
      keen.untilReady();
      String name = "x".repeat(5_000);
      for (int round = 0; round < 40; round++) {
        writer.commit(
            () -> {
              for (int run = 0; run < 100; run++) {
                writer.send(Results.run("many-" + run, name, 900));
              }
            });
        for (int run = 0; run < 100; run++) {
          keen.next("run");
        }
      }

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(first.get("/q/metrics").body())
                      .contains("trainwatt_live_clients 1.0"));
      assertThat(deaf.closedByServer()).isTrue();
    } finally {
      writer.commit(
          () -> {
            for (int run = 0; run < 100; run++) {
              writer.raw(Topic.ACCOUNTS, "run/many-" + run, null);
            }
          });
    }
  }

  @Test
  void metersShowBaseUnits() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(first.get("/q/metrics").body())
                    .contains(
                        "trainwatt_node_energy_joules_total{component=\"cpu\",node=\"local/n1\",quality=\"modelled\"} 3.0005",
                        "trainwatt_run_energy_joules_total{name=\"demo\",quality=\"modelled\",run=\"r1\"} 3.0",
                        "trainwatt_run_power_watts{name=\"demo\",run=\"r1\"} 12.0",
                        "trainwatt_run_co2_grams_total{name=\"demo\",run=\"r1\"} 0.473",
                        "trainwatt_stage_records_total{outcome=\"dropped\",reason=\"undecodable\",stage=\"live\"}"));
  }

  @Test
  void takenPortEndsWithThree() throws Exception {
    try (CollectorProcess third =
        CollectorProcess.start(
            dir.resolve("three"),
            broker.bootstrapServers(),
            Map.of("TRAINWATT_HTTP_PORT", Integer.toString(first.port())))) {
      assertThat(third.exitCode(PATIENCE)).isEqualTo(3);
      assertThat(third.output())
          .contains("127.0.0.1:" + first.port() + " is taken", "TRAINWATT_HTTP_PORT");
    }
  }

  @Test
  void unknownSettingEndsWithTwoAndNamesTheNearest() throws Exception {
    try (CollectorProcess third =
        CollectorProcess.start(
            dir.resolve("four"),
            broker.bootstrapServers(),
            Map.of("TRAINWATT_KAFKA_BOOTSTRAP_SERVER", "x:1"))) {
      assertThat(third.exitCode(PATIENCE)).isEqualTo(2);
      assertThat(third.output()).contains("did you mean TRAINWATT_KAFKA_BOOTSTRAP_SERVERS?");
    }
  }

  @Test
  void settingOutOfRangeEndsWithTwo() throws Exception {
    try (CollectorProcess third =
        CollectorProcess.start(
            dir.resolve("five"),
            broker.bootstrapServers(),
            Map.of("TRAINWATT_LIVE_WINDOW", "PT1S"))) {
      assertThat(third.exitCode(PATIENCE)).isEqualTo(2);
      assertThat(third.output()).contains("trainwatt.live.window is PT1S: give at least PT1M");
    }
  }
}
