package io.trainwatt.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "routes",
    header = "List whom alerts are told to, and whether they can be.",
    footer = {
      "",
      "Example:  trainwatt alerts routes",
      "Settings: TRAINWATT_HTTP_PORT",
      "Exit:     0 all tell, 1 one cannot, 3 no collector answers"
    })
final class RoutesCommand extends Subcommand {
  @Option(names = "--json", description = "Print facts as JSON.")
  boolean json;

  RoutesCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() throws IOException {
    JsonNode routes =
        CollectorLookup.ask(environment(), collector -> collector.get("/api/v1/routes"))
            .orElseThrow(() -> new IOException("the collector knows no routes"))
            .path("routes");
    boolean well = true;
    for (JsonNode route : routes) {
      well &= !route.has("problem");
    }
    if (json) {
      output().text(Json.pretty(Json.object().set("routes", routes)));
    } else if (routes.isEmpty()) {
      output().note("nobody is told: set TRAINWATT_ROUTES_FILE for the collector");
    } else {
      routes.forEach(route -> output().line(line(route)));
    }
    return well ? 0 : 1;
  }

  private static String line(JsonNode route) {
    String state =
        route.has("problem")
            ? AlertsCommand.plain(route.path("problem").asText())
            : route.path("telling").asBoolean() ? "tells" : "stands by";
    return "%-20s %-14s %s"
        .formatted(route.path("name").asText(), route.path("receiver").asText(), state);
  }
}
