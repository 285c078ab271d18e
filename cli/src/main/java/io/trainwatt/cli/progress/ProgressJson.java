package io.trainwatt.cli.progress;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.agent.progress.update.Update;
import io.trainwatt.cli.console.Json;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Work;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The same as JSON; fields are named as in {@code docs/reference/agent-protocol.md}. */
public final class ProgressJson {

  private ProgressJson() {}

  /**
   * All files.
   *
   * @param unread files that could not be read, and why
   * @param speaks the file that would speak for the run of them all, or none
   */
  public static ObjectNode of(
      List<FileProgress> files, Map<String, String> unread, Optional<FileProgress> speaks) {
    ObjectNode all = Json.object();
    ArrayNode rows = all.putArray("files");
    for (FileProgress file : files) {
      row(rows.addObject(), file, speaks.filter(file::equals).isPresent());
    }
    unread.forEach((file, why) -> rows.addObject().put("file", file).put("unread", why));
    return all;
  }

  private static void row(ObjectNode row, FileProgress file, boolean speaks) {
    row.put("file", file.file().toString());
    row.put("source", file.outcome().format().source());
    row.put("bytes", file.outcome().bytes());
    row.put("lines", file.outcome().count().in());
    row.put("updates", file.updates());
    row.put("speaks", speaks);
    counts(row.putObject("read_as"), file.outcome().count().told());
    counts(row.putObject("left_out"), file.outcome().count().leftOut());
    counts(row.putObject("notes"), file.outcome().count().notes());
    file.standing().ifPresent(update -> update(row.putObject("standing"), update));
    work(row.putObject("work"), file.work());
    ArrayNode progress = row.putArray("progress");
    file.newest().forEach(update -> update(progress.addObject(), update));
  }

  private static void counts(ObjectNode to, Map<String, Long> counts) {
    new TreeMap<>(counts).forEach(to::put);
  }

  private static void work(ObjectNode to, Work work) {
    put(to, "steps", work.steps());
    put(to, "tokens", work.tokens());
    put(to, "samples", work.samples());
    put(to, "gigaflops", work.gigaflops());
  }

  /** One update. */
  static ObjectNode update(ObjectNode to, Update update) {
    to.put("format", update.format());
    update.phase().ifPresent(phase -> to.put("phase", phase.name().toLowerCase(Locale.ROOT)));
    put(to, "wall_micros", update.wallMicros());
    put(to, "step", update.step());
    put(to, "planned_steps", update.plannedSteps());
    put(to, "tokens", update.tokens());
    put(to, "samples", update.samples());
    put(to, "gigaflops", update.gigaflops());
    update.loss().ifPresent(loss -> put(to, "loss", loss));
    update.validationLoss().ifPresent(loss -> put(to, "val_loss", loss));
    update.learningRate().ifPresent(rate -> to.put("lr", rate));
    update.epoch().ifPresent(epoch -> to.put("epoch", epoch));
    return to;
  }

  private static void put(ObjectNode to, String field, OptionalLong value) {
    value.ifPresent(number -> to.put(field, number));
  }

  private static void put(ObjectNode to, String field, Loss loss) {
    switch (loss) {
      case Loss.Finite finite -> to.put(field, finite.value());
      case Loss.NonFinite.NAN -> to.put(field, "NaN");
      case Loss.NonFinite.POSITIVE_INFINITY -> to.put(field, "Infinity");
      case Loss.NonFinite.NEGATIVE_INFINITY -> to.put(field, "-Infinity");
    }
  }
}
