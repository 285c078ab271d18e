package io.trainwatt.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "silences",
    header = "List the silences in force.",
    footer = {
      "",
      "Example:  trainwatt alerts silences --json",
      "Settings: TRAINWATT_HTTP_PORT",
      "Exit:     0 listed, 3 no collector answers"
    })
final class SilencesCommand extends Subcommand {
  @Option(names = "--json", description = "Print facts as JSON.")
  boolean json;

  SilencesCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() throws IOException {
    JsonNode silences =
        CollectorLookup.ask(environment(), collector -> collector.get("/api/v1/silences"))
            .orElseThrow(() -> new IOException("the collector knows no silences"))
            .path("silences");
    if (json) {
      output().text(Json.pretty(Json.object().set("silences", silences)));
    } else if (silences.isEmpty()) {
      output().note("nothing is silenced");
    } else {
      silences.forEach(silence -> output().line(line(silence)));
    }
    return 0;
  }

  private static String line(JsonNode silence) {
    List<String> about = new ArrayList<>();
    for (String field : List.of("rule", "subject", "fingerprint")) {
      if (!silence.path(field).asText().isEmpty()) {
        about.add(field + " " + silence.path(field).asText());
      }
    }
    silence
        .path("labels")
        .properties()
        .forEach(label -> about.add(label.getKey() + "=" + label.getValue().asText()));
    String comment = silence.path("comment").asText();
    return AlertsCommand.plain(
        "%s  until %s  %s%s%s"
            .formatted(
                silence.path("id").asText(),
                silence.path("until").asText(),
                String.join(", ", about),
                silence.path("author").asText().isEmpty()
                    ? ""
                    : "  by " + silence.path("author").asText(),
                comment.isEmpty() ? "" : ": " + comment));
  }
}
