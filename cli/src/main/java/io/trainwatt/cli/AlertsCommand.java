package io.trainwatt.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.report.Figures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
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
      Map<String, String> silenced = silenced();
      alerts.forEach(alert -> lines(alert, silenced).forEach(output()::line));
    }
    return firing == 0 ? 0 : 1;
  }

  /** Alerts that a silence keeps quiet now: until when, by their fingerprints. */
  private Map<String, String> silenced() throws IOException {
    JsonNode silences =
        CollectorLookup.ask(environment(), collector -> collector.get("/api/v1/silences"))
            .orElse(Json.object())
            .path("silences");
    Map<String, String> until = new HashMap<>();
    for (JsonNode silence : silences) {
      for (JsonNode alert : silence.path("alerts")) {
        until.merge(
            alert.asText(), silence.path("until").asText(), (a, b) -> a.compareTo(b) < 0 ? b : a);
      }
    }
    return until;
  }

  /** What is said of one. */
  static List<String> lines(JsonNode alert, Map<String, String> silenced) {
    String state = alert.has("resolved") ? "over" : alert.path("severity").asText();
    String fingerprint = alert.path("fingerprint").asText();
    String quiet =
        silenced.containsKey(fingerprint)
            ? ", told to nobody until " + plain(silenced.getOrDefault(fingerprint, ""))
            : "";
    List<String> lines = new ArrayList<>();
    lines.add(
        "%-8s %-20s %s"
            .formatted(state, plain(alert.path("rule").asText()), plain(subject(alert))));
    lines.add("         " + plain(alert.path("summary").asText()));
    lines.add("         to do: " + plain(alert.path("remedy").asText()));
    evidence(alert).ifPresent(seen -> lines.add("         seen: " + plain(seen)));
    if (alert.has("docs")) {
      lines.add("         more: " + plain(alert.path("docs").asText()));
    }
    lines.add(
        "         since %s, wasted %s, id %s%s"
            .formatted(alert.path("since").asText(), wasted(alert), plain(fingerprint), quiet));
    return lines;
  }

  private static String wasted(JsonNode alert) {
    long wasted = alert.path("wastedMicrojoules").asLong();
    String energy = Figures.energy(wasted);
    return wasted > 0 && alert.has("wastedGramsCo2")
        ? "%s and %s CO2".formatted(energy, Figures.grams(alert.path("wastedGramsCo2").asDouble()))
        : energy;
  }

  /** What the rule saw, its names as they are read: {@code bestLoss} is "best loss". */
  private static Optional<String> evidence(JsonNode alert) {
    StringJoiner seen = new StringJoiner(", ");
    alert
        .path("evidence")
        .properties()
        .forEach(
            part ->
                seen.add(
                    part.getKey().replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT)
                        + " "
                        + part.getValue().asText()));
    return seen.length() == 0 ? Optional.empty() : Optional.of(seen.toString());
  }

  /** The run by its name, with its id, for names repeat; anything else by its key. */
  private static String subject(JsonNode alert) {
    String subject = alert.path("subject").asText();
    String name = alert.path("runName").asText();
    return name.isEmpty() ? subject : "%s (%s)".formatted(name, subject);
  }

  /** What came from a run must not steer the terminal. */
  static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
