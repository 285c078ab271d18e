package io.trainwatt.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.rest.CollectorClient.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "silence",
    header = "Tell nobody of some alerts for a while.",
    description = "Those that fit all that is given. They stay on the page and in the list.",
    footer = {
      "",
      "Example:  trainwatt alerts silence --label team=vision --rule IdlePower --for 2h",
      "Settings: TRAINWATT_HTTP_PORT",
      "Exit:     0 silenced, 2 wrong use, 3 no collector answers"
    })
final class SilenceCommand extends Subcommand {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m|h|d)");

  @Parameters(
      paramLabel = "ID",
      arity = "0..1",
      description = "One alert, by the id that `trainwatt alerts` shows.")
  String fingerprint = "";

  @Option(names = "--rule", paramLabel = "RULE", description = "Such as IdlePower.")
  String rule = "";

  @Option(names = "--run", paramLabel = "ID", description = "A run's id.")
  String run = "";

  @Option(names = "--node", paramLabel = "NODE", description = "A node, as cluster/name.")
  String node = "";

  @Option(names = "--label", paramLabel = "K=V", description = "A run's label; may be repeated.")
  Map<String, String> labels = Map.of();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "Such as 30m, 2h or 3d; ${DEFAULT-VALUE} by default.")
  String time = "2h";

  @Option(names = "--comment", paramLabel = "TEXT", description = "Why.")
  String comment = "";

  @Option(names = "--json", description = "Print facts as JSON.")
  boolean json;

  SilenceCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode wanted = Json.object();
    put(wanted, "fingerprint", fingerprint);
    put(wanted, "rule", rule);
    if (!run.isEmpty() && !node.isEmpty()) {
      throw Refusal.wrongUse("--run and --node are given", "give one of the two");
    }
    put(wanted, "subject", run.isEmpty() ? node.isEmpty() ? "" : "node/" + node : "run/" + run);
    if (!labels.isEmpty()) {
      labels.forEach(wanted.putObject("labels")::put);
    }
    wanted.put("duration", duration().toString());
    put(wanted, "author", environment().getOrDefault("USER", ""));
    put(wanted, "comment", comment);
    Reply reply =
        CollectorLookup.ask(
            environment(),
            collector ->
                collector.call("POST", "/api/v1/silences", wanted, Duration.ofSeconds(10)));
    return switch (reply) {
      case Reply.Done(var silence) -> {
        if (json) {
          output().text(Json.pretty(silence));
        } else {
          output()
              .line(
                  "silenced until %s; end it by `trainwatt alerts unsilence %s`"
                      .formatted(silence.path("until").asText(), silence.path("id").asText()));
        }
        yield 0;
      }
      case Reply.Not(int status, String error, String remedy) ->
          throw status == 400 ? Refusal.wrongUse(error, remedy) : Refusal.missing(error, remedy);
    };
  }

  private Duration duration() {
    Matcher matcher = DURATION.matcher(time);
    if (!matcher.matches()) {
      throw Refusal.wrongUse("--for is %s".formatted(time), "give 30m, 2h or 3d");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static void put(ObjectNode wanted, String name, String value) {
    if (!value.isEmpty()) {
      wanted.put(name, value);
    }
  }
}
