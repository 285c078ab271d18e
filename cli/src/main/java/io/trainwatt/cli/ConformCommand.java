package io.trainwatt.cli;

import io.trainwatt.agent.counter.vectors.VectorRun;
import io.trainwatt.cli.conform.RunJson;
import io.trainwatt.cli.conform.RunText;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Refusal;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "conform",
    header = "Run counter vectors through the agent's own counter.",
    footer = {
      "",
      "Example:  trainwatt conform conformance/ --json",
      "Exit:     0 all equal to the microjoule, 1 one differs, 2 one is invalid or there is none"
    })
final class ConformCommand extends Subcommand {
  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Vectors in JSON, or a folder with such files.")
  List<Path> files = List.of();

  @Option(names = "--json", description = "Print facts as JSON.")
  boolean json;

  ConformCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() {
    VectorRun run = VectorRun.of(files);
    if (run.results().isEmpty()) {
      throw Refusal.wrongUse(
          "no vector in " + files, "name a file, or a folder that holds *.json with vectors");
    }
    if (json) {
      output().text(Json.pretty(RunJson.of(run)));
    } else {
      RunText.of(run, output().paint()).forEach(output()::line);
    }
    return run.exitCode();
  }
}
