package io.trainwatt.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that is known of a run, as REST has it.
 *
 * @param report of the run, with its curves
 * @param nodes answers about its nodes, by {@code cluster/name}; one that is not known is missing
 * @param points its series, as far back as the collector keeps it
 */
public record RunFile(JsonNode report, Map<String, JsonNode> nodes, JsonNode points) {
  public RunFile {
    nodes = new TreeMap<>(nodes);
  }

  /** One of which the report alone is known. */
  public static RunFile of(JsonNode report) {
    return new RunFile(report, Map.of(), MissingNode.getInstance());
  }

  /** Its nodes' ids. */
  public static Collection<String> nodesOf(JsonNode report) {
    List<String> ids = new ArrayList<>();
    report.path("node").path("nodes").forEach(node -> ids.add(node.path("node").asText()));
    return ids;
  }

  JsonNode run() {
    return report.path("run");
  }

  String id() {
    return run().path("id").asText();
  }

  String name() {
    return run().path("name").asText();
  }

  JsonNode energy() {
    return report.path("energy");
  }

  JsonNode efficiency() {
    return report.path("efficiency");
  }

  long totalMicrojoules() {
    return energy().path("totalMicrojoules").asLong();
  }

  long plusMinusMicrojoules() {
    return energy().path("plusMinusMicrojoules").asLong();
  }

  /** A label's value; empty where it has none. */
  String label(String name) {
    return run().path("labels").path(name).asText("");
  }

  /** What a device says of itself; missing where its node is not known. */
  JsonNode device(String node, String device) {
    for (JsonNode known : nodes.getOrDefault(node, MissingNode.getInstance()).path("devices")) {
      if (known.path("device").asText().equals(device)) {
        return known;
      }
    }
    return MissingNode.getInstance();
  }

  /** The figure of a method; missing where it is not known. */
  JsonNode carbon(String method) {
    for (JsonNode figure : report.path("co2")) {
      if (figure.path("method").asText().equals(method)) {
        return figure;
      }
    }
    return MissingNode.getInstance();
  }
}
