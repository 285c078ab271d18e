package io.trainwatt.cli.backtest;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.pipeline.forecast.RunPlan;
import io.trainwatt.pipeline.forecast.Schedule;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A folder of recorded curves: {@code index.json} and the files it names. Of the index only what a
 * live run could say is read: its name, its planned last step and its declared schedule.
 */
public final class CurveFolder {
  private static final String INDEX = "index.json";
  private static final String REMEDY =
      "docs/reference/early-stopping.md says how such a folder looks";

  private final Path folder;

  /** The folder that holds {@code index.json}. */
  public CurveFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * The runs of the index, in its order.
   *
   * @throws Refusal if the index is missing or garbled: it names file and field
   */
  public List<RecordedRun> runs() {
    JsonNode index = index();
    List<RecordedRun> runs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < index.size(); i++) {
      RecordedRun run = run(index.get(i), "[" + i + "]");
      if (!names.add(run.name())) {
        throw garbled("[%d].run: %s is there twice".formatted(i, run.name()));
      }
      runs.add(run);
    }
    return runs;
  }

  private JsonNode index() {
    Path file = folder.resolve(INDEX);
    if (!Files.isRegularFile(file)) {
      throw Refusal.missing(file + " is not there", REMEDY);
    }
    try {
      JsonNode index = Json.read(Files.readString(file));
      if (!index.isArray() || index.isEmpty()) {
        throw garbled("it is no list of runs, or an empty one");
      }
      return index;
    } catch (CharacterCodingException e) {
      throw garbled("it is not UTF-8");
    } catch (IOException e) {
      throw garbled("it is not JSON: " + firstLine(e));
    }
  }

  private RecordedRun run(JsonNode row, String at) {
    String name = text(row, at, "run");
    Path file = folder.resolve(text(row, at, "file")).normalize();
    if (!file.startsWith(folder.normalize())) {
      throw garbled(at + ".file leads out of the folder: " + row.path("file").asText());
    }
    JsonNode last = row.path("truth").path("last_step");
    if (!last.isMissingNode() && !(last.canConvertToLong() && last.asLong() > 0)) {
      throw garbled(at + ".truth.last_step is no whole number above 0: " + last);
    }
    OptionalLong lastStep =
        last.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(last.asLong());
    return new RecordedRun(name, file, new RunPlan(lastStep, schedule(row, at)));
  }

  private Schedule schedule(JsonNode row, String at) {
    List<Double> drops = new ArrayList<>();
    for (JsonNode drop : row.path("drops")) {
      if (!drop.isNumber() || drop.asDouble() <= 0) {
        throw garbled(at + ".drops holds what is no number above 0: " + drop);
      }
      drops.add(drop.asDouble());
    }
    return row.path("sched").isTextual()
        ? Schedule.declared(row.path("sched").asText(), drops)
        : Schedule.UNDECLARED;
  }

  private String text(JsonNode row, String at, String field) {
    JsonNode value = row.path(field);
    if (!value.isTextual() || value.asText().isEmpty()) {
      throw garbled(at + "." + field + " is no text");
    }
    return value.asText();
  }

  private Refusal garbled(String what) {
    return Refusal.wrongUse(folder.resolve(INDEX) + ": " + what, REMEDY);
  }

  static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
