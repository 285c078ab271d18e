package io.trainwatt.collector.sink.influx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The boards of this checkout. */
final class Boards {
  private static final Path FOLDER = Path.of("..", "dashboards");
  private static final ObjectMapper JSON = new ObjectMapper();

  private Boards() {}

  /** Those that ask InfluxDB. */
  static List<Path> influx() throws IOException {
    return in(FOLDER);
  }

  /** Those that ask Prometheus. */
  static List<Path> prometheus() throws IOException {
    return in(FOLDER.resolve("prometheus"));
  }

  private static List<Path> in(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.json")) {
      found.forEach(files::add);
    }
    if (files.isEmpty()) {
      throw new AssertionError("no board in " + folder);
    }
    return files;
  }

  static JsonNode read(Path file) throws IOException {
    return JSON.readTree(Files.readAllBytes(file));
  }

  /** All panels, those of folded rows too. */
  static List<JsonNode> panels(JsonNode board) {
    List<JsonNode> panels = new ArrayList<>();
    for (JsonNode panel : board.get("panels")) {
      if (panel.get("type").asText().equals("row")) {
        panel.path("panels").forEach(panels::add);
      } else {
        panels.add(panel);
      }
    }
    return panels;
  }

  /** What Grafana's own alert rules ask InfluxDB. */
  static List<JsonNode> alertQueries() throws IOException {
    List<JsonNode> queries = new ArrayList<>();
    for (JsonNode group : provisioning("alerting").get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        for (JsonNode data : rule.get("data")) {
          if (data.at("/model").has("query")) {
            queries.add(data);
          }
        }
      }
    }
    return queries;
  }

  /** What the provisioned data source is known by. */
  static String datasourceUid() throws IOException {
    return provisioning("datasources").at("/datasources/0/uid").asText();
  }

  private static JsonNode provisioning(String kind) throws IOException {
    Path file = FOLDER.resolve(Path.of("provisioning", kind, "trainwatt.yaml"));
    return new ObjectMapper(new YAMLFactory()).readTree(Files.readAllBytes(file));
  }

  /** The first query of a panel. */
  static String query(String file, String title) throws IOException {
    for (JsonNode panel : panels(read(FOLDER.resolve(file)))) {
      if (panel.get("title").asText().equals(title)) {
        return panel.at("/targets/0/query").asText();
      }
    }
    throw new AssertionError("no panel \"" + title + "\" in " + file);
  }
}
