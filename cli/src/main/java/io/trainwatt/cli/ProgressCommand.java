package io.trainwatt.cli;

import io.trainwatt.agent.progress.Precedence;
import io.trainwatt.agent.progress.pattern.LinePattern;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.progress.FileProgress;
import io.trainwatt.cli.progress.ProgressJson;
import io.trainwatt.cli.progress.ProgressText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "progress",
    header = "Say what progress is read from a training's files, and why.",
    description = {
      "Logs, TensorBoard event files, CSV tables, JSON lines, trainer_state.json: the same",
      "eyes as the agent's. Of several files it says which one would speak for the run."
    },
    footer = {
      "",
      "Example:  trainwatt progress train.log runs/events.out.tfevents.* --json",
      "          trainwatt progress odd.log --pattern 'it (?<step>\\d+) nll=(?<loss>\\S+)'",
      "Exit:     0 progress was found, 1 none was, 2 the pattern is wrong, 3 a file cannot be read"
    })
final class ProgressCommand extends Subcommand {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "What a training writes.")
  List<Path> files = List.of();

  @Option(names = "--json", description = "Print facts as JSON.")
  boolean json;

  @Option(
      names = "--pattern",
      paramLabel = "P",
      description = "A regular expression with named groups: step, loss, val_loss, lr, ...")
  String pattern = "";

  ProgressCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() {
    Optional<LinePattern> own = pattern(pattern);
    List<FileProgress> read = new ArrayList<>();
    Map<String, String> unread = new LinkedHashMap<>();
    for (Path file : files) {
      try {
        read.add(FileProgress.read(file, own));
      } catch (NoSuchFileException e) {
        unread.put(file.toString(), "there is no such file");
      } catch (IOException e) {
        unread.put(file.toString(), Files.isReadable(file) ? why(e) : "it cannot be read");
      }
    }
    Optional<FileProgress> speaks = speaker(read);
    if (json) {
      output().text(Json.pretty(ProgressJson.of(read, unread, speaks)));
    } else {
      read.forEach(file -> ProgressText.of(file, speaks).forEach(output()::line));
    }
    if (!unread.isEmpty()) {
      Map.Entry<String, String> first = unread.entrySet().iterator().next();
      throw Refusal.missing(
          first.getKey() + " was not read: " + first.getValue(),
          "name a file that a training writes");
    }
    return speaks.isPresent() ? 0 : Refusal.NO;
  }

  private static String why(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** The one that the agent would hear: by precedence, then in the order given. */
  private static Optional<FileProgress> speaker(List<FileProgress> files) {
    return files.stream()
        .filter(FileProgress::tells)
        .min(Comparator.comparingInt(file -> Precedence.of(file.outcome().format().source())));
  }

  /** A pattern as the user wrote it; empty for none. */
  static Optional<LinePattern> pattern(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(LinePattern.of(text));
    } catch (IllegalArgumentException e) {
      throw Refusal.wrongUse("--pattern " + e.getMessage(), "");
    }
  }
}
