package io.trainwatt.cli.progress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.agent.progress.update.Update;
import io.trainwatt.cli.console.Json;
import io.trainwatt.events.progress.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The same for a reader at a terminal. */
public final class ProgressText {

  private ProgressText() {}

  /**
   * One file.
   *
   * @param speaks the file that would speak for a run of them all, or none
   */
  public static List<String> of(FileProgress file, Optional<FileProgress> speaks) {
    List<String> lines = new ArrayList<>();
    long in = file.outcome().count().in();
    lines.add(
        "%s: read as %s; %d of %d %s tell of progress"
            .formatted(
                file.file(), file.outcome().format().source(), file.updates(), in, noun(file, in)));
    row(lines, "read as", counts(file.outcome().count().told()));
    row(lines, "left out", counts(file.outcome().count().leftOut()));
    row(lines, "note", counts(file.outcome().count().notes()));
    file.first().ifPresent(update -> row(lines, "first", say(update)));
    file.standing().ifPresent(update -> row(lines, "last", say(update)));
    row(lines, "work", work(file.work()));
    if (file.tells() && speaks.isPresent()) {
      row(
          lines,
          "speaks",
          speaks.get().equals(file)
              ? "yes"
              : "no: %s (%s) goes first"
                  .formatted(speaks.get().file(), speaks.get().outcome().format().source()));
    }
    return lines;
  }

  private static String noun(FileProgress file, long in) {
    String noun =
        switch (file.outcome().format()) {
          case TENSORBOARD -> "record";
          case TRAINER_STATE -> "state";
          case CSV, CONSOLE, JSON_LINES -> "line";
        };
    return in == 1 ? noun : noun + "s";
  }

  private static void row(List<String> lines, String name, String text) {
    if (!text.isEmpty()) {
      lines.add("  %-9s %s".formatted(name, text));
    }
  }

  private static String counts(Map<String, Long> counts) {
    return new TreeMap<>(counts)
        .entrySet().stream()
            .map(count -> "%s: %d".formatted(count.getKey(), count.getValue()))
            .collect(Collectors.joining(", "));
  }

  private static String say(Update update) {
    ObjectNode fields = ProgressJson.update(Json.object(), update);
    fields.remove(List.of("format", "wall_micros"));
    return Json.line(fields);
  }

  private static String work(Work work) {
    List<String> parts = new ArrayList<>();
    part(parts, work.steps(), "steps");
    part(parts, work.tokens(), "tokens");
    part(parts, work.samples(), "samples");
    part(parts, work.gigaflops(), "gigaflops");
    return parts.isEmpty() ? "" : String.join(", ", parts) + " since the first line";
  }

  private static void part(List<String> parts, OptionalLong value, String unit) {
    value.ifPresent(number -> parts.add(number + " " + unit));
  }
}
