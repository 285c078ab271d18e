package io.trainwatt.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.rest.CollectorClient;
import io.trainwatt.cli.rest.CollectorClient.Reply;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "test",
    header = "Send an invented alert by a route.",
    footer = {
      "",
      "Example:  trainwatt alerts test ops",
      "Settings: TRAINWATT_HTTP_PORT",
      "Exit:     0 it arrived, 1 it did not, 2 there is no such route, 3 no collector answers"
    })
final class RouteTestCommand extends Subcommand {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Parameters(paramLabel = "ROUTE", description = "As `trainwatt alerts routes` shows it.")
  String route = "";

  @Option(names = "--json", description = "Print facts as JSON.")
  boolean json;

  RouteTestCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() throws IOException {
    String path = "/api/v1/routes/" + CollectorClient.segment(route) + "/test";
    Reply reply =
        CollectorLookup.ask(
            environment(), collector -> collector.call("POST", path, Json.object(), LIMIT));
    return switch (reply) {
      case Reply.Done(var trial) -> said(trial);
      case Reply.Not(int status, String error, String remedy) ->
          throw status == 404
              ? Refusal.wrongUse(error, "`trainwatt alerts routes` lists them")
              : Refusal.missing(error, remedy);
    };
  }

  private int said(JsonNode trial) {
    boolean arrived = trial.path("outcome").asText().equals("delivered");
    if (json) {
      output().text(Json.pretty(trial));
    } else {
      String reason = AlertsCommand.plain(trial.path("reason").asText());
      output().line(trial.path("outcome").asText() + (reason.isEmpty() ? "" : ": " + reason));
    }
    return arrived ? 0 : 1;
  }
}
