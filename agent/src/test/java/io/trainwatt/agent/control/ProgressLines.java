package io.trainwatt.agent.control;

import com.fasterxml.jackson.core.JsonGenerator;
import io.trainwatt.agent.json.JsonLine;
import io.trainwatt.agent.progress.ProgressReport;
import io.trainwatt.agent.progress.SenderFacts;
import io.trainwatt.events.progress.Loss;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A client's progress as the socket's lines have it. */
final class ProgressLines {

  private ProgressLines() {}

  static String progress(ProgressReport report) {
    return JsonLine.of(
        json -> {
          json.writeStringField("type", "progress");
          json.writeNumberField("wall_micros", report.wallMicros());
          json.writeNumberField("monotonic_nanos", report.monotonicNanos());
          if (report.phase().isPresent()) {
            json.writeStringField("phase", report.phase().get().name().toLowerCase(Locale.ROOT));
          }
          whole(json, "step", report.step());
          whole(json, "steps", report.work().steps());
          whole(json, "tokens", report.work().tokens());
          whole(json, "samples", report.work().samples());
          whole(json, "gigaflops", report.work().gigaflops());
          loss(json, "loss", report.loss());
          loss(json, "val_loss", report.validationLoss());
          number(json, "lr", report.learningRate());
          number(json, "epoch", report.epoch());
          whole(json, "planned_steps", report.plannedSteps());
        });
  }

  static void facts(JsonGenerator json, SenderFacts facts) throws IOException {
    json.writeNumberField("world_size", facts.worldSize());
    json.writeStringField("scope", facts.scope().name().toLowerCase(Locale.ROOT));
    whole(json, "planned_steps", facts.plannedSteps());
    whole(json, "parameters", facts.parameters());
    whole(json, "active_parameters", facts.activeParameters());
  }

  static void labels(JsonGenerator json, Map<String, String> labels) throws IOException {
    json.writeObjectFieldStart("labels");
    for (Map.Entry<String, String> label : labels.entrySet()) {
      json.writeStringField(label.getKey(), label.getValue());
    }
    json.writeEndObject();
  }

  private static void whole(JsonGenerator json, String name, OptionalLong value)
      throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(name, value.getAsLong());
    }
  }

  private static void number(JsonGenerator json, String name, OptionalDouble value)
      throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(name, value.getAsDouble());
    }
  }

  private static void loss(JsonGenerator json, String name, Optional<Loss> loss)
      throws IOException {
    if (loss.isEmpty()) {
      return;
    }
    switch (loss.get()) {
      case Loss.Finite finite -> json.writeNumberField(name, finite.value());
      case Loss.NonFinite.NAN -> json.writeStringField(name, "NaN");
      case Loss.NonFinite.POSITIVE_INFINITY -> json.writeStringField(name, "Infinity");
      case Loss.NonFinite.NEGATIVE_INFINITY -> json.writeStringField(name, "-Infinity");
    }
  }
}
