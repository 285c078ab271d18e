package io.trainwatt.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.agent.progress.console.LineSplitter;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.run.ProgressLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "progress",
    header = "Say what progress would be read from a training's output.",
    footer = {
      "",
      "Example:  trainwatt progress train.log --json",
      "Exit:     0 progress was found, 1 none was, 3 a file cannot be read"
    })
final class ProgressCommand extends Subcommand {
  private static final int CHUNK_BYTES = 64 << 10;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Output of a training.")
  List<Path> files = List.of();

  @Option(names = "--json", description = "Print facts as JSON.")
  boolean json;

  ProgressCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode all = Json.object();
    ArrayNode rows = all.putArray("files");
    boolean found = false;
    for (Path file : files) {
      List<ObjectNode> updates = read(file);
      found |= !updates.isEmpty();
      ObjectNode row = rows.addObject();
      row.put("file", file.toString());
      row.put("updates", updates.size());
      ArrayNode progress = row.putArray("progress");
      updates.forEach(progress::add);
      if (!json) {
        say(file, updates);
      }
    }
    if (json) {
      output().text(Json.pretty(all));
    }
    return found ? 0 : Refusal.NO;
  }

  private void say(Path file, List<ObjectNode> updates) {
    if (updates.isEmpty()) {
      output().line(file + ": no progress found; a line needs a loss to be read");
      return;
    }
    output().line("%s: %d lines tell of progress".formatted(file, updates.size()));
    output().line("  first  " + Json.line(updates.getFirst()));
    output().line("  last   " + Json.line(updates.getLast()));
  }

  private static List<ObjectNode> read(Path file) throws IOException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw Refusal.missing(file + " cannot be read", "name a file with a training's output");
    }
    ProgressLines lines = new ProgressLines();
    List<ObjectNode> updates = new ArrayList<>();
    LineSplitter splitter =
        new LineSplitter(line -> lines.line(line, 0, 0).ifPresent(updates::add));
    byte[] chunk = new byte[CHUNK_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
        splitter.feed(chunk, 0, n);
      }
    }
    splitter.finish();
    // When a line was written is not in the file.
    updates.forEach(update -> update.remove(List.of("type", "wall_micros", "monotonic_nanos")));
    return updates;
  }
}
