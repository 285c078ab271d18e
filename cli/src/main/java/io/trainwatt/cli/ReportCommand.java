package io.trainwatt.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.report.AnnexXiSheet;
import io.trainwatt.cli.report.BoampsReport;
import io.trainwatt.cli.report.CsvReport;
import io.trainwatt.cli.report.GhgRows;
import io.trainwatt.cli.report.HtmlReport;
import io.trainwatt.cli.report.MarkdownReport;
import io.trainwatt.cli.report.RunFile;
import io.trainwatt.cli.report.SciReport;
import io.trainwatt.cli.report.TextReport;
import io.trainwatt.cli.rest.CollectorClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "report",
    header = "Say what a run used, and what for.",
    description = {
      "RUN is an id or a name; of several runs with one name, the newest. Without RUN, the newest of",
      "all. Waits, at most 10 s, for the end of a run that ended on this machine a moment ago. Formats:",
      "  text      for a terminal",
      "  md        for a model card",
      "  html      one page with drawings that needs nothing else",
      "  json      the shape that REST has",
      "  csv       a row for each figure with its band, quality, method and how to get it again",
      "  boamps    Boavizta's BoAmps",
      "  annex-xi  resources and energy as Annex XI of the EU AI Act asks for them",
      "  ghg       scope 2 rows, location- and market-based",
      "  sci       Software Carbon Intensity, ISO/IEC 21031"
    },
    footer = {
      "",
      "Example:  trainwatt report first --format html > energy.html",
      "Settings: TRAINWATT_HTTP_PORT",
      "Exit:     0 reported, 1 there is no such run or, with --recompute, a figure differs,",
      "          2 no such format, 3 no collector answers"
    })
final class ReportCommand extends Subcommand {
  private static final List<String> FORMATS =
      List.of("text", "md", "html", "json", "csv", "boamps", "annex-xi", "ghg", "sci");

  @Parameters(paramLabel = "RUN", arity = "0..1", description = "Id or name.")
  String run = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "One of those above; ${DEFAULT-VALUE} by default.")
  String format = "text";

  @Option(names = "--json", description = "The same as --format json.")
  boolean json;

  @Option(
      names = "--recompute",
      description =
          "Make every figure anew from the log, as far as the topics still hold it, and compare:"
              + " exit 1 where anything differs. Takes as long as reading the log does; as text or"
              + " json.")
  boolean recompute;

  ReportCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() throws IOException {
    String wanted = json ? "json" : format;
    if (!FORMATS.contains(wanted)) {
      throw Refusal.wrongUse(
          "there is no format '" + wanted + "'", "it is one of " + String.join(", ", FORMATS));
    }
    if (recompute) {
      return recompute(wanted);
    }
    RunFile file =
        CollectorLookup.ask(environment(), collector -> file(collector, wanted))
            .orElseThrow(
                () -> Refusal.no("there is no run '" + run + "'", "`trainwatt runs` lists them"));
    output()
        .text(
            switch (wanted) {
              case "md" -> MarkdownReport.of(file);
              case "html" -> HtmlReport.of(file);
              case "json" -> Json.pretty(file.report());
              case "csv" -> CsvReport.of(file);
              case "boamps" -> Json.pretty(BoampsReport.of(file));
              case "annex-xi" -> AnnexXiSheet.of(file);
              case "ghg" -> GhgRows.of(file);
              case "sci" -> Json.pretty(SciReport.of(file));
              default -> TextReport.of(file.report(), output().paint());
            });
    return 0;
  }

  /** The run that is asked for, once the collector has all of it that there is. */
  private String whole(CollectorClient collector) throws IOException {
    JustEnded.await(environment(), output(), collector, run.isEmpty() ? List.of() : List.of(run));
    if (!run.isEmpty()) {
      return run;
    }
    String newest = collector.runs().path(0).path("run").path("id").asText();
    if (newest.isEmpty()) {
      throw Refusal.no("there is no run yet", "`trainwatt run -- CMD` begins one");
    }
    return newest;
  }

  private int recompute(String wanted) throws IOException {
    if (!wanted.equals("text") && !wanted.equals("json")) {
      throw Refusal.wrongUse("--recompute has no format '" + wanted + "'", "give text or json");
    }
    JsonNode answer =
        CollectorLookup.ask(environment(), collector -> collector.recount(whole(collector)))
            .orElseThrow(
                () -> Refusal.no("there is no run '" + run + "'", "`trainwatt runs` lists them"));
    List<String> differs = new ArrayList<>();
    answer.path("differs").forEach(part -> differs.add(part.asText()));
    output()
        .text(
            wanted.equals("json")
                ? Json.pretty(answer)
                : TextReport.of(answer.path("report"), output().paint())
                    + "  "
                    + verdict(answer, differs)
                    + "\n\n");
    return differs.isEmpty() ? 0 : 1;
  }

  private static String verdict(JsonNode answer, List<String> differs) {
    String from =
        "%d records of the log since %s"
            .formatted(
                answer.path("records").asLong(), answer.path("oldestSampleAt").asText("never"));
    return differs.isEmpty()
        ? "Recomputed from " + from + ": every figure is the same to the byte."
        : "Recomputed from %s: %s differ from the account."
            .formatted(from, String.join(", ", differs));
  }

  private Optional<RunFile> file(CollectorClient collector, String wanted) throws IOException {
    Optional<JsonNode> report = collector.report(whole(collector));
    if (report.isEmpty() || wanted.equals("text") || wanted.equals("json")) {
      return report.map(RunFile::of);
    }
    Map<String, JsonNode> nodes = new HashMap<>();
    for (String node : RunFile.nodesOf(report.get())) {
      collector.node(node).ifPresent(known -> nodes.put(node, known));
    }
    JsonNode points =
        wanted.equals("html")
            ? collector
                .series(report.get().path("run").path("id").asText())
                .orElse(MissingNode.getInstance())
            : MissingNode.getInstance();
    return Optional.of(new RunFile(report.get(), nodes, points));
  }
}
