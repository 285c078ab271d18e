package io.trainwatt.collector.sink.influx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.collector.fixture.DeadLetterReader;
import io.trainwatt.collector.fixture.InfluxServer;
import io.trainwatt.collector.fixture.ResultWriter;
import io.trainwatt.collector.fixture.Results;
import io.trainwatt.collector.sink.deadletter.DeadLetters;
import io.trainwatt.collector.stage.Stages;
import io.trainwatt.events.account.DeviceGauges;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.SliceEntry;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.deadletter.DeadLetter;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.StageCount;
import io.trainwatt.events.topic.Topic;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The sink between a real broker and a real influxd, both started here. */
final class InfluxSinkIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int HOUR_SECONDS = 3_600;

  @TempDir static Path dir;
  private static KafkaBroker broker;
  private static InfluxServer influx;
  private static ResultWriter writer;

  private Subject subject = new Subject.OfRun("unnamed");

  @BeforeAll
  static void startServers() throws Exception {
    Optional<Path> binary = InfluxServer.binary();
    boolean mustRun = "true".equals(System.getenv("TRAINWATT_TEST_REQUIRE_ALL"));
    Assumptions.assumeTrue(
        binary.isPresent() || mustRun,
        "skipped: no influxd on the path, and TRAINWATT_INFLUXD names none");
    assertThat(binary).as("influxd, on the path or named by TRAINWATT_INFLUXD").isPresent();
    broker = KafkaBroker.startOnFreePort(dir.resolve("broker"));
    ResultWriter.createTopics(broker.bootstrapServers());
    writer = new ResultWriter(broker.bootstrapServers());
    influx = InfluxServer.start(binary.get(), dir.resolve("influx"));
  }

  @AfterAll
  static void stopServers() throws Exception {
    if (influx != null) {
      influx.close();
    }
    if (writer != null) {
      writer.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  /** Each test has a run of its own. */
  @BeforeEach
  void nameRun(TestInfo test) {
    subject = new Subject.OfRun(test.getTestMethod().orElseThrow().getName());
  }

  @Test
  void sameHourWrittenTwiceIsTheSamePoints() throws Exception {
    Stages stages = new Stages();
    try (DeadLetters deadLetters = deadLetters();
        InfluxSink sink = sink(deadLetters, stages)) {
      sink.start();
      sendHour();
      awaitPoints(HOUR_SECONDS);
      long sum = sum();
      assertThat(sum).isEqualTo(3_600L * 1_001 + 3_600L * 3_599 / 2);

      sendHour();
      await().atMost(PATIENCE).until(() -> written(stages) == 2L * HOUR_SECONDS);

      assertThat(points()).isEqualTo(HOUR_SECONDS);
      assertThat(sum()).isEqualTo(sum);
      assertThat(stages.counts()).allMatch(StageCount::balances);
    }
  }

  @Test
  void poisonousPointIsParkedAndTheRestGoesOn() throws Exception {
    // The field is a text in this server before the sink ever writes it as a number.
    try (InfluxWriter other = new InfluxWriter(config())) {
      assertThat(
              other.write(
                  List.of(
                      "trainwatt_gauges,node=other memory_used_bytes=\"much\" " + Results.START)))
          .isInstanceOf(WriteResult.Written.class);
    }
    Stages stages = new Stages();
    try (DeadLetters deadLetters = deadLetters();
        InfluxSink sink = sink(deadLetters, stages)) {
      writer.commit(
          () -> {
            writer.send(withMemory(Results.point(subject, 1, 5)));
            writer.raw(Topic.SERIES, subject.key(), new byte[] {(byte) 0xff});
            writer.send(energyOnly(2, 7));
          });
      sink.start();
      awaitPoints(2);

      List<DeadLetter> parked =
          DeadLetterReader.read(broker.bootstrapServers(), 2, Duration.ofSeconds(20));
      assertThat(parked)
          .extracting(DeadLetter::cause)
          .containsExactlyInAnyOrder("undecodable", "refused by the server");
      assertThat(parked)
          .allSatisfy(letter -> assertThat(letter.stage()).isEqualTo("sink.influx"))
          .anySatisfy(letter -> assertThat(letter.detail()).contains("type conflict"));
      assertThat(sum()).isEqualTo(12);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(stages.counts())
                      .allMatch(StageCount::balances)
                      .allMatch(stage -> stage.held() == 0));
    }
  }

  @Test
  void killedServerLosesNothing() throws Exception {
    try (DeadLetters deadLetters = deadLetters();
        InfluxSink sink = sink(deadLetters, new Stages())) {
      sink.start();
      writer.commit(() -> writer.send(energyOnly(1, 10)));
      awaitPoints(1);

      influx.kill();
      writer.commit(() -> writer.send(energyOnly(2, 20)));
      await().atMost(PATIENCE).until(() -> sink.problem().isPresent());
      writer.commit(() -> writer.send(energyOnly(3, 30)));
      influx.restart();

      awaitPoints(3);
      assertThat(sum()).isEqualTo(60);
      await().atMost(PATIENCE).until(() -> sink.problem().isEmpty());
    }
  }

  @Test
  void restartedSinkGoesOnWhereItCommitted() throws Exception {
    try (DeadLetters deadLetters = deadLetters()) {
      try (InfluxSink sink = sink(deadLetters, new Stages())) {
        sink.start();
        writer.commit(() -> writer.send(energyOnly(1, 10)));
        awaitPoints(1);
      }
      writer.commit(() -> writer.send(energyOnly(2, 20)));
      Stages stages = new Stages();
      try (InfluxSink sink = sink(deadLetters, stages)) {
        sink.start();
        awaitPoints(2);
        await().atMost(PATIENCE).until(() -> written(stages) >= 1);
      }
      assertThat(sum()).isEqualTo(30);
    }
  }

  @Test
  void accountsAlertsGaugesAndProgressHaveTheirMeasurements() throws Exception {
    try (DeadLetters deadLetters = deadLetters();
        InfluxSink sink = sink(deadLetters, new Stages())) {
      sink.start();
      writer.commit(
          () -> {
            writer.send(Results.run(id(), "de mo", 3_000_000));
            writer.send(Results.node(3_000_000, 500));
            writer.send(Results.alert("f1", subject, true));
            writer.send(Results.alert("f1", subject, false));
            writer.send(Results.point(subject, 1, 12_000_000));
          });
      awaitPoints(1);
      await().atMost(PATIENCE).until(() -> count("trainwatt_total", "total_microjoules") == 1);

      assertThat(
              influx.number(
                  "SELECT total_microjoules FROM trainwatt_total WHERE \"name\" = 'de mo'"))
          .isEqualTo(3_000_000);
      assertThat(count("trainwatt_alert", "firing")).isEqualTo(1);
      assertThat(influx.query("SELECT firing FROM trainwatt_alert" + mine()).toString())
          .contains("false");
      assertThat(count("trainwatt_gauges", "power_watts")).isEqualTo(1);
      assertThat(count("trainwatt_progress", "loss")).isEqualTo(1);
      assertThat(influx.number("SELECT power_watts FROM trainwatt_energy" + mine())).isEqualTo(12);
    }
  }

  private String id() {
    return subject.key().substring("run/".length());
  }

  private String mine() {
    return " WHERE \"id\" = '" + id() + "'";
  }

  private static SeriesPoint withMemory(SeriesPoint point) {
    DeviceGauges gauges =
        new DeviceGauges(
            "dram",
            Component.MEMORY,
            Optional.empty(),
            OptionalInt.empty(),
            OptionalLong.of(1L << 30),
            OptionalInt.empty());
    return new SeriesPoint(
        point.subject(),
        point.node(),
        point.fromWallMicros(),
        point.toWallMicros(),
        point.slices(),
        point.total(),
        List.of(gauges),
        point.progress());
  }

  private void sendHour() {
    writer.commit(
        () -> {
          for (int second = 1; second <= HOUR_SECONDS; second++) {
            writer.send(energyOnly(second, 1_000 + second));
          }
        });
  }

  private SeriesPoint energyOnly(int second, long microjoules) {
    long to = Results.START + second * Results.SECOND;
    return new SeriesPoint(
        subject,
        Results.NODE,
        to - Results.SECOND,
        to,
        List.of(
            new SliceEntry(
                "cpu",
                Component.CPU,
                Quality.MODELLED,
                true,
                Energy.ofMicrojoules(microjoules),
                Energy.ZERO)),
        Energy.ofMicrojoules(microjoules),
        List.of(),
        Optional.empty());
  }

  private DeadLetters deadLetters() {
    return new DeadLetters(kafka(), Clock.systemUTC());
  }

  private InfluxSink sink(DeadLetters deadLetters, Stages stages) {
    return new InfluxSink(config(), kafka(), deadLetters, stages);
  }

  private Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  private InfluxConfig config() {
    return new InfluxConfig(
        influx.url(),
        "",
        InfluxServer.DATABASE + "/autogen",
        "none",
        Duration.ofMillis(200),
        5_000,
        Duration.ofSeconds(5));
  }

  private void awaitPoints(long expected) {
    await().atMost(PATIENCE).until(() -> points() >= expected);
    assertThat(count("trainwatt_energy", "energy_microjoules")).isEqualTo(expected);
  }

  private long points() {
    return count("trainwatt_energy", "energy_microjoules");
  }

  private long count(String measurement, String field) {
    return number("SELECT COUNT(%s) FROM %s".formatted(field, measurement) + mine());
  }

  private long sum() {
    return number("SELECT SUM(energy_microjoules) FROM trainwatt_energy" + mine());
  }

  private long number(String query) {
    try {
      return influx.number(query);
    } catch (java.io.IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private static long written(Stages stages) {
    return stages.counts().stream()
        .filter(stage -> stage.stage().equals("sink.influx.points"))
        .mapToLong(StageCount::out)
        .sum();
  }
}
