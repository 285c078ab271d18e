package io.trainwatt.agent.progress.mllog;

import io.trainwatt.agent.json.JsonObject;
import io.trainwatt.agent.json.MalformedJson;
import io.trainwatt.agent.progress.update.Fields;
import io.trainwatt.agent.progress.update.Meaning;
import io.trainwatt.agent.progress.update.Update;
import io.trainwatt.events.progress.Phase;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * {@code :::MLLOG {"key": "eval_start", "time_ms": ..., "metadata": {"samples_count": 512}}}, as
 * MLPerf's logging library (mlcommons/logging) writes it, behind whatever a launcher puts first.
 */
public final class MlLogLine {

  private static final String MARK = ":::MLLOG";
  private static final String FORMAT = "mllog";
  private static final long MICROS_PER_MILLI = 1_000;

  private MlLogLine() {}

  /** What the line says, absent where it is no such line or says nothing of progress. */
  public static Optional<Update> read(String line) {
    int mark = line.indexOf(MARK);
    if (mark < 0) {
      return Optional.empty();
    }
    try {
      JsonObject entry = JsonObject.parse(line.substring(mark + MARK.length()).strip());
      Fields fields = new Fields();
      numbers(entry, fields);
      entry.text("key").flatMap(MlLogLine::phase).ifPresent(fields::phase);
      Optional<Update> told = fields.any(FORMAT);
      if (told.isPresent() && entry.count("time_ms").isPresent()) {
        fields.at(entry.count("time_ms").getAsLong() * MICROS_PER_MILLI);
        return fields.any(FORMAT);
      }
      return told;
    } catch (MalformedJson e) {
      return Optional.empty();
    }
  }

  private static Optional<Phase> phase(String key) {
    return switch (key) {
      case "init_start" -> Optional.of(Phase.SETUP);
      case "run_start", "block_start", "epoch_start", "eval_stop" -> Optional.of(Phase.TRAINING);
      case "eval_start" -> Optional.of(Phase.EVALUATION);
      case "run_stop" -> Optional.of(Phase.FINISHED);
      default -> Optional.empty();
    };
  }

  private static void numbers(JsonObject entry, Fields fields) throws MalformedJson {
    Optional<JsonObject> metadata = entry.object("metadata");
    if (metadata.isPresent()) {
      copy(metadata.get(), "step", Meaning.STEP, fields);
      copy(metadata.get(), "samples_count", Meaning.SAMPLES, fields);
      copy(metadata.get(), "epoch_num", Meaning.EPOCH, fields);
    }
    if (entry.text("key").orElse("").equals("tracked_stats")) {
      Optional<JsonObject> stats = object(entry, "value");
      if (stats.isPresent()) {
        copy(stats.get(), "train_loss", Meaning.LOSS, fields);
        copy(stats.get(), "val_loss", Meaning.VALIDATION_LOSS, fields);
        copy(stats.get(), "lr", Meaning.LEARNING_RATE, fields);
      }
    }
    if (entry.text("key").orElse("").equals("train_loss")) {
      copy(entry, "value", Meaning.LOSS, fields);
    }
  }

  private static void copy(JsonObject from, String name, Meaning meaning, Fields fields) {
    OptionalDouble number;
    try {
      number = from.number(name);
    } catch (MalformedJson e) {
      return;
    }
    if (number.isPresent()) {
      fields.set(meaning, number.getAsDouble());
    }
  }

  private static Optional<JsonObject> object(JsonObject entry, String name) {
    try {
      return entry.object(name);
    } catch (MalformedJson e) {
      return Optional.empty();
    }
  }
}
