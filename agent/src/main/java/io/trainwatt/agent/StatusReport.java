package io.trainwatt.agent;

import com.fasterxml.jackson.core.JsonGenerator;
import io.trainwatt.agent.json.JsonLine;
import io.trainwatt.agent.publish.Held;
import io.trainwatt.agent.run.RunBook;
import io.trainwatt.agent.run.RunRow;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.SensorEvent;
import io.trainwatt.events.sample.StageCount;
import io.trainwatt.events.sample.User;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The answer to {@code status}: what is committed, not what is on its way. */
record StatusReport(
    AgentConfig config,
    String version,
    long pid,
    String boot,
    String instance,
    long startedWallMicros,
    boolean brokerReachable,
    Held held,
    long spoolFileBytes,
    TickLengths lengths,
    List<StageCount> stages,
    RunBook runs,
    RecentEvents recent,
    Optional<Sample> committed) {
  private static final long NANOS_PER_MICRO = 1_000;

  String line() {
    return JsonLine.of(
        json -> {
          json.writeStringField("type", "status");
          json.writeStringField("node", config.node().id());
          json.writeNumberField("pid", pid);
          json.writeStringField("version", version);
          json.writeStringField("instance", instance);
          json.writeStringField("boot", boot);
          json.writeNumberField("started_wall_micros", startedWallMicros);
          json.writeStringField("bootstrap_servers", config.kafka().bootstrapServers());
          json.writeBooleanField("broker_reachable", brokerReachable);
          if (committed.isPresent()) {
            json.writeNumberField("sequence", committed.get().sequence());
            json.writeNumberField("wall_micros", committed.get().wallMicros());
          }
          json.writeObjectFieldStart("spool");
          json.writeNumberField("records", held.records());
          json.writeNumberField("bytes", held.bytes());
          json.writeNumberField("file_bytes", spoolFileBytes);
          json.writeNumberField("max_bytes", config.spool().maxBytes());
          json.writeEndObject();
          ticks(json);
          stages(json);
          runs(json);
          devices(json);
          events(json);
        });
  }

  private void ticks(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("ticks");
    json.writeNumberField("interval_micros", config.interval().toNanos() / NANOS_PER_MICRO);
    OptionalLong median = lengths.medianMicros();
    if (median.isPresent()) {
      json.writeNumberField("median_micros", median.getAsLong());
      json.writeNumberField("longest_micros", lengths.longestMicros().orElseThrow());
    }
    json.writeEndObject();
  }

  private void stages(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("stages");
    for (StageCount stage : stages) {
      json.writeStartObject();
      json.writeStringField("stage", stage.stage());
      json.writeNumberField("in", stage.in());
      json.writeNumberField("out", stage.out());
      json.writeNumberField("held", stage.held());
      json.writeObjectFieldStart("dropped");
      for (Map.Entry<String, Long> drop : new TreeMap<>(stage.dropped()).entrySet()) {
        json.writeNumberField(drop.getKey(), drop.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void runs(JsonGenerator json) throws IOException {
    Map<String, ListedRun> listed = new HashMap<>();
    committed.ifPresent(sample -> sample.runs().forEach(run -> listed.put(run.run(), run)));
    json.writeArrayFieldStart("runs");
    for (RunRow row : runs.rows()) {
      ListedRun run = listed.get(row.facts().run());
      json.writeStartObject();
      json.writeStringField("run", row.facts().run());
      json.writeStringField("name", row.facts().name());
      json.writeStringField("state", word(row.facts().state()));
      json.writeNumberField("processes", run == null ? 0 : run.processes());
      json.writeBooleanField("retired", row.retiredWallMicros().isPresent());
      if (row.facts().exitCode().isPresent()) {
        json.writeNumberField("exit_code", row.facts().exitCode().getAsInt());
      }
      if (row.retiredWallMicros().isPresent()) {
        json.writeNumberField("retired_wall_micros", row.retiredWallMicros().getAsLong());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void devices(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("devices");
    for (DeviceSample device : committed.map(Sample::devices).orElse(List.of())) {
      json.writeStartObject();
      json.writeStringField("device", device.device());
      json.writeStringField("component", word(device.component()));
      json.writeStringField("epoch", device.epoch().id());
      json.writeBooleanField("in_total", device.inTotal());
      json.writeNumberField("uncovered_millis", device.uncoveredMillis());
      json.writeObjectFieldStart("totals");
      for (Map.Entry<Quality, Energy> total : new TreeMap<>(device.totals()).entrySet()) {
        json.writeNumberField(word(total.getKey()), total.getValue().microjoules());
      }
      json.writeEndObject();
      counters(json, device.counters());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void events(JsonGenerator json) throws IOException {
    json.writeNumberField("events_seen", recent.seen());
    json.writeArrayFieldStart("events");
    for (SensorEvent event : recent.all()) {
      json.writeStartObject();
      json.writeStringField("device", event.device());
      json.writeStringField("kind", event.kind());
      json.writeNumberField("wall_micros", event.wallMicros());
      if (event.energy().isPresent()) {
        json.writeNumberField("energy_microjoules", event.energy().get().microjoules());
      }
      if (event.durationMillis().isPresent()) {
        json.writeNumberField("duration_millis", event.durationMillis().getAsLong());
      }
      json.writeStringField("detail", event.detail());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void counters(JsonGenerator json, List<Counter> counters) throws IOException {
    json.writeArrayFieldStart("counters");
    for (Counter counter : counters) {
      json.writeStartObject();
      json.writeStringField("user", user(counter.user()));
      json.writeStringField("quality", word(counter.quality()));
      json.writeNumberField("energy_microjoules", counter.energy().microjoules());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static String user(User user) {
    return switch (user) {
      case User.OfRun run -> "run/" + run.run();
      case User.Remainder remainder -> word(remainder);
    };
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
