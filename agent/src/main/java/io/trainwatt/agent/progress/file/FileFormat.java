package io.trainwatt.agent.progress.file;

import io.trainwatt.agent.progress.console.ConsoleParser;
import io.trainwatt.agent.progress.csv.CsvTable;
import io.trainwatt.agent.progress.jsonl.JsonLines;
import io.trainwatt.agent.progress.pattern.LinePattern;
import io.trainwatt.agent.progress.reading.LineParser;
import io.trainwatt.agent.progress.reading.LineReading;
import io.trainwatt.agent.progress.reading.Reading;
import io.trainwatt.agent.progress.tensorboard.TensorBoardReading;
import io.trainwatt.agent.progress.trainerstate.TrainerStateReading;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The formats of files that progress is read from: here they are registered. */
public enum FileFormat {
  TENSORBOARD("tensorboard"),
  JSON_LINES("jsonl"),
  CSV("csv"),
  CONSOLE("console"),
  TRAINER_STATE("trainerstate");

  private static final Pattern LOG = Pattern.compile(".*\\.(?:log|out|err|txt)(?:[.-]\\d{1,8})?");
  private static final Pattern EVENTS = Pattern.compile(".*tfevents.*");
  private static final Pattern VALIDATION =
      Pattern.compile("(?:.*[^a-z])?(?:val|valid|validation|eval|evaluation|test)");

  private final String source;

  FileFormat(String source) {
    this.source = source;
  }

  /** As records name who speaks. */
  public String source() {
    return source;
  }

  /**
   * The format that a file's name tells.
   *
   * @param name without its folder
   */
  public static Optional<FileFormat> ofName(String name) {
    if (EVENTS.matcher(name).matches()) {
      return Optional.of(TENSORBOARD);
    }
    if (name.equals("trainer_state.json")) {
      return Optional.of(TRAINER_STATE);
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".csv") || lower.endsWith(".tsv")) {
      return Optional.of(CSV);
    }
    if (lower.endsWith(".jsonl") || lower.endsWith(".ndjson")) {
      return Optional.of(JSON_LINES);
    }
    return LOG.matcher(lower).matches() ? Optional.of(CONSOLE) : Optional.empty();
  }

  /**
   * Whether a file of this format is a training's wherever it lies below its folders; others are
   * looked at only where the training holds them open.
   */
  public boolean isFoundByName() {
    return this != CONSOLE;
  }

  /**
   * How a file is read.
   *
   * @param file its folder may tell that it is of a validation
   * @param pattern the user's own, for lines
   */
  public Reading reading(Path file, Optional<LinePattern> pattern) {
    return switch (this) {
      case TENSORBOARD -> new TensorBoardReading(isOfValidation(file));
      case TRAINER_STATE -> new TrainerStateReading();
      case CSV -> new LineReading(new CsvTable());
      case JSON_LINES -> new LineReading(own(pattern, new JsonLines()));
      case CONSOLE -> new LineReading(own(pattern, new LinesByHeader(new ConsoleParser())));
    };
  }

  /** The parser of an output's lines. */
  public static LineParser own(Optional<LinePattern> pattern, LineParser others) {
    return pattern.isPresent() ? pattern.get().before(others) : others;
  }

  /** Whether it lies in a folder of validation, as Keras and PyTorch make one. */
  public static boolean isOfValidation(Path file) {
    Path folder = file.getParent();
    Path name = folder == null ? null : folder.getFileName();
    return name != null && VALIDATION.matcher(name.toString().toLowerCase(Locale.ROOT)).matches();
  }
}
