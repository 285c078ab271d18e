package io.trainwatt.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.report.MarkdownReport;
import io.trainwatt.cli.report.TextReport;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "report",
    header = "Say what a run used, and what for.",
    description = "RUN is an id or a name; of several runs with one name, the newest.",
    footer = {
      "",
      "Example:  trainwatt report first --format md > energy.md",
      "Settings: TRAINWATT_HTTP_PORT",
      "Exit:     0 reported, 1 there is no such run, 3 no collector answers"
    })
final class ReportCommand extends Subcommand {
  enum Format {
    text,
    md,
    json
  }

  @Parameters(paramLabel = "RUN", description = "Id or name.")
  String run = "";

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} by default.")
  Format format = Format.text;

  @Option(names = "--json", description = "The same as --format json.")
  boolean json;

  ReportCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() throws IOException {
    JsonNode report =
        CollectorLookup.ask(environment(), collector -> collector.report(run))
            .orElseThrow(
                () -> Refusal.no("there is no run '" + run + "'", "`trainwatt runs` lists them"));
    output()
        .text(
            switch (json ? Format.json : format) {
              case text -> TextReport.of(report, output().paint());
              case md -> MarkdownReport.of(report);
              case json -> Json.pretty(report);
            });
    return 0;
  }
}
