package io.trainwatt.cli.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.cli.console.Json;
import io.trainwatt.events.quantity.Quality;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A real influxd 1.8, killed and started again on the same data. */
final class Influxd {
  private static final String DATABASE = "trainwatt";

  private final int port = KafkaBroker.freePort();
  private final HttpClient http = HttpClient.newHttpClient();
  private final MatrixProcess process;

  Influxd(Path binary, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path config = folder.resolve("influxdb.conf");
    Files.writeString(
        config,
        """
        reporting-disabled = true
        bind-address = "127.0.0.1:%d"
        [meta]
          dir = "%s/meta"
        [data]
          dir = "%s/data"
          wal-dir = "%s/wal"
          query-log-enabled = false
        [monitor]
          store-enabled = false
        [http]
          bind-address = "127.0.0.1:%d"
          flux-enabled = false
          log-enabled = false
        """
            .formatted(KafkaBroker.freePort(), folder, folder, folder, port),
        StandardCharsets.UTF_8);
    List<String> command = List.of(binary.toString(), "-config", config.toString());
    process = new MatrixProcess("influxd", folder, () -> command, this::answers);
  }

  /** Named by {@code TRAINWATT_INFLUXD}, else found on the path or among the checkout's tools. */
  static Optional<Path> binary(Path checkout) {
    String named = System.getenv("TRAINWATT_INFLUXD");
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    Stream<Path> candidates =
        named != null
            ? Stream.of(Path.of(named))
            : Stream.concat(
                Arrays.stream(path.split(File.pathSeparator, -1))
                    .filter(folder -> !folder.isEmpty())
                    .map(folder -> Path.of(folder, "influxd")),
                Stream.of(checkout.resolve("target/tools/bin/influxd")));
    return candidates.filter(Files::isExecutable).findFirst();
  }

  MatrixProcess process() {
    return process;
  }

  /** The collector's settings for it. */
  List<String> settings() {
    return List.of(
        "trainwatt.influx.url=http://127.0.0.1:" + port,
        "trainwatt.influx.bucket=" + DATABASE + "/autogen");
  }

  private boolean answers() throws IOException {
    return query("SHOW DATABASES").has("results");
  }

  void createDatabase() throws IOException {
    query("CREATE DATABASE " + DATABASE);
  }

  /** Sums of a subject's points, by node and line: {@code kind} is run or node. */
  Map<String, Map<Line, Long>> sums(String kind, String id) throws IOException {
    JsonNode answer =
        query(
            ("SELECT sum(energy_microjoules) FROM trainwatt_energy WHERE kind = '%s' AND id = '%s'"
                    + " GROUP BY node, device, quality")
                .formatted(kind, id));
    Map<String, Map<Line, Long>> sums = new TreeMap<>();
    for (JsonNode series : answer.at("/results/0/series")) {
      JsonNode tags = series.path("tags");
      Quality quality = Quality.valueOf(tags.path("quality").asText().toUpperCase(Locale.ROOT));
      long sum = series.at("/values/0/1").asLong();
      if (sum != 0) {
        sums.computeIfAbsent(tags.path("node").asText(), node -> new TreeMap<>())
            .put(new Line(tags.path("device").asText(), quality), sum);
      }
    }
    return sums;
  }

  private JsonNode query(String influxQl) throws IOException {
    String form =
        "db=%s&q=%s".formatted(DATABASE, URLEncoder.encode(influxQl, StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/query"))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    try {
      JsonNode answer = Json.read(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
      if (answer.findValue("error") != null) {
        throw new IOException(influxQl + ": " + answer);
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
