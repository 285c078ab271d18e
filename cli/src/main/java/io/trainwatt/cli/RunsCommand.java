package io.trainwatt.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.report.Figures;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "runs",
    header = "List the runs, newest first.",
    footer = {
      "",
      "Example:  trainwatt runs --json",
      "Settings: TRAINWATT_HTTP_PORT",
      "Exit:     0 listed, 3 no collector answers"
    })
final class RunsCommand extends Subcommand {
  @Option(names = "--json", description = "Print facts as JSON.")
  boolean json;

  RunsCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() throws IOException {
    JsonNode runs = CollectorLookup.ask(environment(), collector -> collector.runs());
    if (json) {
      output().text(Json.pretty(Json.object().set("runs", runs)));
      return 0;
    }
    if (runs.isEmpty()) {
      output().note("no run yet: `trainwatt run -- CMD` begins one");
      return 0;
    }
    output()
        .line(
            output()
                .paint()
                .dim(
                    "%-22s %-20s %-8s %20s %12s %s"
                        .formatted("RUN", "NAME", "STATE", "ENERGY", "CO2", "LOSS")));
    runs.forEach(run -> output().line(line(run)));
    return 0;
  }

  private static String line(JsonNode report) {
    JsonNode run = report.path("run");
    JsonNode energy = report.path("energy");
    JsonNode loss = report.path("progress").path("lastLoss");
    return "%-22s %-20s %-8s %20s %12s %s"
        .formatted(
            run.path("id").asText(),
            shortened(run.path("name").asText()),
            run.path("state").asText(),
            Figures.energy(
                energy.path("totalMicrojoules").asLong(),
                energy.path("plusMinusMicrojoules").asLong()),
            report.has("co2Grams") ? Figures.grams(report.path("co2Grams").asDouble()) : "–",
            Figures.loss(loss));
  }

  private static String shortened(String name) {
    return name.length() <= 20 ? name : name.substring(0, 19) + "…";
  }
}
