package io.trainwatt.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.report.Figures;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "alerts",
    header = "List what is wrong, silence it, and try who is told.",
    synopsisSubcommandLabel = "[COMMAND]",
    footer = {
      "",
      "Example:  trainwatt alerts",
      "          trainwatt alerts silence --rule IdlePower --for 2h --comment \"we know\"",
      "          trainwatt alerts test ops",
      "Settings: TRAINWATT_HTTP_PORT",
      "Exit:     0 nothing fires, 1 something does, 3 no collector answers"
    })
final class AlertsCommand extends Subcommand {
  @Option(names = "--all", description = "Those that are over, too, for a week.")
  boolean all;

  @Option(names = "--json", description = "Print facts as JSON.")
  boolean json;

  AlertsCommand(Surroundings surroundings) {
    super(surroundings);
  }

  /** It and what is below it. */
  static CommandLine commandLine(Surroundings surroundings) {
    CommandLine alerts = new CommandLine(new AlertsCommand(surroundings));
    alerts.addSubcommand(new SilenceCommand(surroundings));
    alerts.addSubcommand(new SilencesCommand(surroundings));
    alerts.addSubcommand(new UnsilenceCommand(surroundings));
    alerts.addSubcommand(new RoutesCommand(surroundings));
    alerts.addSubcommand(new RouteTestCommand(surroundings));
    return alerts;
  }

  @Override
  public Integer call() throws IOException {
    String path = "/api/v1/alerts?state=" + (all ? "all" : "firing");
    JsonNode alerts =
        CollectorLookup.ask(environment(), collector -> collector.get(path))
            .orElseThrow(() -> new IOException("the collector knows no alerts"))
            .path("alerts");
    int firing = 0;
    for (JsonNode alert : alerts) {
      firing += alert.has("resolved") ? 0 : 1;
    }
    if (json) {
      output().text(Json.pretty(Json.object().set("alerts", alerts)));
    } else if (alerts.isEmpty()) {
      output().note("nothing is wrong");
    } else {
      alerts.forEach(this::say);
    }
    return firing == 0 ? 0 : 1;
  }

  private void say(JsonNode alert) {
    String state = alert.has("resolved") ? "over" : alert.path("severity").asText();
    output()
        .line(
            "%-8s %-20s %s"
                .formatted(
                    state,
                    plain(alert.path("rule").asText()),
                    plain(alert.path("subject").asText())));
    output().line("         " + plain(alert.path("summary").asText()));
    output().line("         to do: " + plain(alert.path("remedy").asText()));
    output()
        .line(
            "         since %s, wasted %s, id %s"
                .formatted(
                    alert.path("since").asText(),
                    Figures.energy(alert.path("wastedMicrojoules").asLong(), 0),
                    plain(alert.path("fingerprint").asText())));
  }

  /** What came from a run must not steer the terminal. */
  static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
