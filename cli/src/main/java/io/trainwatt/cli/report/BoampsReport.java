package io.trainwatt.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.console.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * A report in the shape of Boavizta's BoAmps ({@code model/report_schema.json}), for the open
 * collection of energy measurements of AI tasks. What only the user knows is taken from labels:
 * {@code model}, {@code framework}, {@code layers}, {@code optimizer}, {@code quantization}, {@code
 * task} (its family), {@code stage}, {@code data-type}, {@code infrastructure}.
 */
public final class BoampsReport {
  private static final double MICROS_PER_SECOND = 1e6;
  private static final double GIB = 1L << 30;
  private static final long HIGH_PPM = 100_000;
  private static final long MEDIUM_PPM = 250_000;

  private BoampsReport() {}

  /** Lays a report out. */
  public static ObjectNode of(RunFile run) {
    ObjectNode boamps = Json.object();
    header(boamps.putObject("header"), run);
    task(boamps.putObject("task"), run);
    measure(boamps.putArray("measures").addObject(), run);
    boamps.putObject("system").put("os", "linux");
    infrastructure(boamps.putObject("infrastructure"), run);
    environment(boamps, run);
    boamps.put("quality", quality(run));
    return boamps;
  }

  private static void header(ObjectNode header, RunFile run) {
    header.put("formatVersion", "0.1");
    header.put(
        "formatVersionSpecificationUri", "https://github.com/Boavizta/BoAmps/tree/main/model");
    header.put(
        "reportId", UUID.nameUUIDFromBytes(run.id().getBytes(StandardCharsets.UTF_8)).toString());
    header.put("reportDatetime", time(run.run().path("asOf").asText()));
    header.put(
        "reportStatus", run.run().path("state").asText().equals("ended") ? "final" : "draft");
    header.putObject("publisher").put("confidentialityLevel", "internal");
  }

  private static void task(ObjectNode task, RunFile run) {
    task.put("taskStage", or(run.label("stage"), "training"));
    task.put("taskFamily", or(run.label("task"), "not said"));
    ObjectNode algorithm = task.putArray("algorithms").addObject();
    labelled(algorithm, "algorithmName", run.label("model"));
    labelled(algorithm, "framework", run.label("framework"));
    labelled(algorithm, "optimizer", run.label("optimizer"));
    labelled(algorithm, "quantization", run.label("quantization"));
    if (run.label("layers").matches("[0-9]{1,6}")) {
      algorithm.put("layersNumber", Integer.parseInt(run.label("layers")));
    }
    if (run.efficiency().has("parameters")) {
      algorithm.put("parametersNumber", run.efficiency().path("parameters").asLong() / 1e9);
    }
    ObjectNode data = task.putArray("dataset").addObject();
    JsonNode progress = run.report().path("progress");
    data.put("dataUsage", "input");
    data.put("dataType", progress.has("tokens") ? "token" : "other");
    JsonNode quantity = progress.has("tokens") ? progress.path("tokens") : progress.path("samples");
    if (quantity.isNumber()) {
      data.put("dataQuantity", quantity.asLong());
    }
    task.put(
        "taskDescription",
        "run %s of Trainwatt, id %s, labels %s"
            .formatted(run.name(), run.id(), Json.line(run.run().path("labels"))));
  }

  private static void measure(ObjectNode measure, RunFile run) {
    measure.put("measurementMethod", "trainwatt");
    run.nodes().values().stream()
        .map(node -> node.path("agentVersion").asText(""))
        .filter(version -> !version.isEmpty())
        .findFirst()
        .ifPresent(version -> measure.put("version", version));
    labelled(measure, "cpuTrackingMode", sources(run, "cpu"));
    labelled(measure, "gpuTrackingMode", sources(run, "gpu"));
    measure.put("powerConsumption", FigureTable.kilowattHours(run.totalMicrojoules()));
    double seconds = 0;
    for (JsonNode spent : run.efficiency().path("activities")) {
      seconds += spent.path("seconds").asDouble();
    }
    if (seconds > 0) {
      measure.put("measurementDuration", seconds);
    }
    measure.put("measurementDateTime", time(run.run().path("startedAt").asText()));
  }

  /** Where the energy of a component was read, such as {@code nvml}. */
  private static String sources(RunFile run, String component) {
    Map<String, Boolean> sources = new LinkedHashMap<>();
    for (JsonNode device : run.energy().path("byDevice")) {
      if (device.path("component").asText().equals(component)
          && device.path("inTotal").asBoolean()) {
        JsonNode facts = run.device(device.path("node").asText(), device.path("device").asText());
        String source = facts.path("source").asText(device.path("quality").asText());
        sources.put(source, true);
      }
    }
    return String.join("+", sources.keySet());
  }

  private static void infrastructure(ObjectNode infrastructure, RunFile run) {
    String said = run.label("infrastructure");
    infrastructure.put(
        "infraType",
        said.equals("publicCloud") || said.equals("privateCloud") || said.equals("onPremise")
            ? said
            : "other");
    ArrayNode components = infrastructure.putArray("components");
    Map<String, ObjectNode> byModel = new LinkedHashMap<>();
    for (JsonNode device : run.energy().path("byDevice")) {
      String component = device.path("component").asText();
      if (device.path("inTotal").asBoolean() && !component.equals("memory")) {
        component(components, byModel, run, device, component);
      }
    }
    run.nodes().values().forEach(node -> memory(components, node));
    if (components.isEmpty()) {
      components.addObject().put("componentType", "other").put("nbComponent", 1);
    }
  }

  private static void component(
      ArrayNode components,
      Map<String, ObjectNode> byModel,
      RunFile run,
      JsonNode device,
      String component) {
    String node = device.path("node").asText();
    String model = run.device(node, device.path("device").asText()).path("model").asText("");
    ObjectNode known = byModel.get(component + "\n" + model);
    if (known != null) {
      known.put("nbComponent", known.path("nbComponent").asInt() + 1);
      return;
    }
    ObjectNode fresh = components.addObject();
    labelled(fresh, "componentName", model);
    fresh.put("componentType", component);
    fresh.put("nbComponent", 1);
    byModel.put(component + "\n" + model, fresh);
  }

  private static void memory(ArrayNode components, JsonNode node) {
    long bytes = node.path("hardware").path("memoryBytes").asLong();
    if (bytes > 0) {
      components
          .addObject()
          .put("componentType", "ram")
          .put("nbComponent", 1)
          .put("memorySize", Math.max(1, Math.round(bytes / GIB)));
    }
  }

  // The country is asked for wherever there is an environment: without a configured zone there is
  // none.
  private static void environment(ObjectNode boamps, RunFile run) {
    JsonNode factor = run.carbon("location-based").path("factors").path(0);
    if (factor.has("zone") && !factor.path("assumed").asBoolean()) {
      ObjectNode environment = boamps.putObject("environment");
      environment.put("country", factor.path("zoneName").asText(factor.path("zone").asText()));
      environment.put("powerSourceCarbonIntensity", factor.path("gramsPerKilowattHour").asDouble());
    }
  }

  /** BoAmps' own steps: within 10 %, within 25 %, else. */
  private static String quality(RunFile run) {
    long total = run.totalMicrojoules();
    double ppm =
        total == 0 ? MEDIUM_PPM + 1 : MICROS_PER_SECOND * run.plusMinusMicrojoules() / total;
    if (ppm <= HIGH_PPM) {
      return "high";
    }
    return ppm <= MEDIUM_PPM ? "medium" : "low";
  }

  private static void labelled(ObjectNode object, String field, String value) {
    if (!value.isEmpty()) {
      object.put(field, value);
    }
  }

  private static String or(String value, String instead) {
    return value.isEmpty() ? instead : value;
  }

  /** {@code 2026-11-27T08:00:00.000000Z} as BoAmps writes it. */
  private static String time(String iso) {
    return iso.length() < 19
        ? iso
        : String.format(Locale.ROOT, "%s %s", iso.substring(0, 10), iso.substring(11, 19));
  }
}
