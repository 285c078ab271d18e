package io.trainwatt.collector.sink.influx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.collector.fixture.InfluxServer;
import io.trainwatt.collector.fixture.Programs;
import io.trainwatt.collector.fixture.ResultWriter;
import io.trainwatt.collector.fixture.Results;
import io.trainwatt.collector.sink.deadletter.DeadLetters;
import io.trainwatt.collector.stage.Stages;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.SliceEntry;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Minutes, hours, back-fill and the older write call, on real servers. */
final class RollupIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long SECOND = 1_000_000L;

  /** Two hours and a piece, with odd sums, begun in the middle of a minute. */
  private static final int SECONDS = 7_300;

  private static final long START = 1_795_000_000_000_000L + 17 * SECOND;
  private static final String HOSTILE = "de,v i=ce\"';DROP\\";

  @TempDir static Path dir;
  private static KafkaBroker broker;
  private static ResultWriter writer;

  @BeforeAll
  static void startBroker() throws Exception {
    Programs.need(InfluxServer.binary(), "influxd 1.8");
    broker = KafkaBroker.startOnFreePort(dir.resolve("broker"));
    ResultWriter.createTopics(broker.bootstrapServers());
    writer = new ResultWriter(broker.bootstrapServers());
    for (int from = 1; from <= SECONDS; from += 1_000) {
      int first = from;
      writer.commit(
          () -> {
            for (int second = first; second < Math.min(first + 1_000, SECONDS + 1); second++) {
              writer.send(point(new Subject.OfRun("r1"), second, 1_000_003L + second));
              writer.send(point(new Subject.OfNode("lab/n 1"), second, 2_000_005L + second));
            }
          });
    }
    writer.commit(() -> writer.send(Results.run("r1", "name \"of\", r1\\", 3_000_000)));
  }

  @AfterAll
  static void stopBroker() throws Exception {
    if (writer != null) {
      writer.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @ParameterizedTest
  @EnumSource(InfluxConfig.Api.class)
  void energyOverAnyWindowIsThePipelinesInEveryResolution(InfluxConfig.Api api) throws Exception {
    Path binary =
        api == InfluxConfig.Api.V1
            ? Programs.need(InfluxServer.oldBinary(), "influxd 1.6")
            : InfluxServer.binary().orElseThrow();
    try (InfluxServer influx = InfluxServer.start(binary, dir.resolve("influx-" + api));
        DeadLetters letters = new DeadLetters(kafka(), Clock.systemUTC());
        InfluxSink sink = sink(config(influx, api), letters)) {
      Backfill backfill = new Backfill(kafka(), Clock.systemUTC());
      backfill.begin();
      sink.start();
      awaitAll(backfill);

      assertSumsMatch(influx);
      // The whole, and windows of whole minutes and hours.
      assertWindow(influx, "trainwatt_energy_1m", Instant.parse("2026-11-18T11:10:00Z"), 60);
      assertWindow(influx, "trainwatt_energy_1m", Instant.parse("2026-11-18T12:31:00Z"), 1_740);
      assertWindow(influx, "trainwatt_energy_1h", Instant.parse("2026-11-18T12:00:00Z"), 3_600);
      assertThat(
              influx.number(
                  "SELECT sum(energy_microjoules) FROM trainwatt_energy_1h WHERE device = '"
                      + HOSTILE.replace("\\", "/").replace("'", "\\'")
                      + "'"))
          .as("a device of a hostile name has its hours as well")
          .isEqualTo(2L * SECONDS);
      assertThat(influx.number("SELECT last(total_microjoules) FROM trainwatt_total_1h"))
          .isEqualTo(3_000_000);
    }
  }

  @Test
  void lostDatabaseIsThereAgainAfterOneCommand() throws Exception {
    try (InfluxServer influx =
            InfluxServer.start(InfluxServer.binary().orElseThrow(), dir.resolve("influx-lost"));
        DeadLetters letters = new DeadLetters(kafka(), Clock.systemUTC());
        InfluxSink sink = sink(config(influx, InfluxConfig.Api.V2), letters)) {
      Backfill backfill = new Backfill(kafka(), Clock.systemUTC());
      backfill.begin();
      sink.start();
      awaitAll(backfill);
      String before = all(influx);

      influx.query("DROP DATABASE " + InfluxServer.DATABASE);
      // The wish is a time in seconds.
      Thread.sleep(1_100);
      backfill.begin();

      assertThat(backfill.progress().behind()).isEqualTo(backfill.progress().records());
      awaitAll(backfill);
      assertThat(all(influx)).isEqualTo(before);
      assertSumsMatch(influx);
    }
  }

  @Test
  void ownRetentionPolicyTakesMinutesAndHours() throws Exception {
    try (InfluxServer influx =
            InfluxServer.start(InfluxServer.binary().orElseThrow(), dir.resolve("influx-policy"));
        DeadLetters letters = new DeadLetters(kafka(), Clock.systemUTC())) {
      influx.query(
          "CREATE RETENTION POLICY raw ON trainwatt DURATION 100000h REPLICATION 1 SHARD DURATION 24h DEFAULT");
      InfluxConfig config =
          new InfluxConfig(
              influx.url(),
              "",
              "trainwatt/raw",
              "none",
              Duration.ofMillis(200),
              5_000,
              Duration.ofSeconds(20),
              InfluxConfig.Api.V2,
              "trainwatt/autogen",
              Duration.ofSeconds(1));
      try (InfluxSink sink = sink(config, letters)) {
        Backfill backfill = new Backfill(kafka(), Clock.systemUTC());
        backfill.begin();
        sink.start();
        awaitAll(backfill);
      }
      long raw = influx.number("SELECT sum(energy_microjoules) FROM raw.trainwatt_energy");
      assertThat(influx.number("SELECT sum(energy_microjoules) FROM autogen.trainwatt_energy_1h"))
          .isEqualTo(raw)
          .isPositive();
      assertThat(influx.number("SELECT sum(energy_microjoules) FROM autogen.trainwatt_energy"))
          .isZero();
      // As boards made for it ask: whichever policy has it, and nothing twice.
      for (String resolution :
          List.of("trainwatt_energy", "trainwatt_energy_1m", "trainwatt_energy_1h")) {
        assertThat(
                influx.number(
                    "SELECT sum(energy_microjoules) FROM /^%s$/, \"autogen\"./^%s$/"
                        .formatted(resolution, resolution)))
            .as(resolution)
            .isEqualTo(raw);
      }
      assertThat(
              influx.number(
                  "SELECT last(total_microjoules) FROM \"trainwatt_total\", \"autogen\".\"trainwatt_total_1h\""))
          .isEqualTo(3_000_000);
      assertThat(influx.number("SELECT count(total_microjoules) FROM autogen.trainwatt_total_1h"))
          .isEqualTo(1);
    }
  }

  private static void assertSumsMatch(InfluxServer influx) throws Exception {
    for (String resolution :
        List.of("trainwatt_energy", "trainwatt_energy_1m", "trainwatt_energy_1h")) {
      assertThat(sum(influx, resolution, "id = 'r1'"))
          .as(resolution)
          .isEqualTo(sum(1_000_003L, 1, SECONDS));
      assertThat(sum(influx, resolution, "id = 'lab/n 1'"))
          .as(resolution)
          .isEqualTo(sum(2_000_005L, 1, SECONDS));
    }
  }

  private static void assertWindow(
      InfluxServer influx, String resolution, Instant from, int seconds) throws Exception {
    String window =
        "id = 'r1' AND time >= '%s' AND time < '%s'".formatted(from, from.plusSeconds(seconds));
    int first = (int) (from.getEpochSecond() - START / SECOND);

    assertThat(sum(influx, resolution, window))
        .isEqualTo(sum(influx, "trainwatt_energy", window))
        .isEqualTo(sum(1_000_003L, first, first + seconds - 1));
  }

  /** Of the device that is in the total. */
  private static long sum(InfluxServer influx, String measurement, String where) throws Exception {
    return influx.number(
        "SELECT sum(energy_microjoules) FROM %s WHERE in_total = 'true' AND %s"
            .formatted(measurement, where));
  }

  private static long sum(long base, int first, int last) {
    long count = (long) last - first + 1;
    return base * count + (long) (first + last) * count / 2;
  }

  private static String all(InfluxServer influx) throws Exception {
    StringBuilder all = new StringBuilder();
    for (JsonNode series : influx.query("SHOW SERIES").at("/results/0/series/0/values")) {
      all.append(series.get(0).asText()).append('\n');
    }
    for (String measurement :
        List.of("trainwatt_energy", "trainwatt_energy_1m", "trainwatt_energy_1h")) {
      all.append(influx.query("SELECT count(*), sum(*) FROM %s GROUP BY *".formatted(measurement)));
    }
    return all.append(influx.query("SELECT * FROM trainwatt_total")).toString();
  }

  private static void awaitAll(Backfill backfill) {
    await().atMost(PATIENCE).until(() -> backfill.progress().behind() == 0);
  }

  private static SeriesPoint point(Subject subject, int second, long microjoules) {
    long to = START + second * SECOND;
    return new SeriesPoint(
        subject,
        "lab/n 1",
        to - SECOND,
        to,
        List.of(slice("cpu", true, microjoules), slice(HOSTILE, false, 1)),
        Energy.ofMicrojoules(microjoules),
        List.of(),
        Optional.empty());
  }

  private static SliceEntry slice(String device, boolean inTotal, long microjoules) {
    return new SliceEntry(
        device,
        Component.CPU,
        Quality.COUNTED,
        inTotal,
        Energy.ofMicrojoules(microjoules),
        Energy.ZERO);
  }

  private static InfluxSink sink(InfluxConfig config, DeadLetters letters) {
    return new InfluxSink(config, kafka(), letters, new Stages());
  }

  private static InfluxConfig config(InfluxServer influx, InfluxConfig.Api api) {
    return new InfluxConfig(
        influx.url(),
        "",
        InfluxServer.DATABASE + "/autogen",
        "none",
        Duration.ofMillis(200),
        5_000,
        Duration.ofSeconds(20),
        api,
        InfluxServer.DATABASE + "/autogen",
        Duration.ofSeconds(1));
  }

  private static Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }
}
