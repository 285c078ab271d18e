package io.trainwatt.cli;

import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.rest.CollectorClient;
import io.trainwatt.cli.rest.CollectorClient.Reply;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "unsilence",
    header = "End a silence now.",
    footer = {
      "",
      "Example:  trainwatt alerts unsilence 6f1c2d7e-0c55-4c53-9b0e-2f8f6a1f0d11",
      "Settings: TRAINWATT_HTTP_PORT",
      "Exit:     0 ended, 1 none of that id is in force, 3 no collector answers"
    })
final class UnsilenceCommand extends Subcommand {
  @Parameters(paramLabel = "ID", description = "As `trainwatt alerts silences` shows it.")
  String id = "";

  UnsilenceCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() throws IOException {
    String path = "/api/v1/silences/" + CollectorClient.segment(id);
    Reply reply =
        CollectorLookup.ask(
            environment(),
            collector -> collector.call("DELETE", path, Json.object(), Duration.ofSeconds(10)));
    return switch (reply) {
      case Reply.Done done -> {
        output().line("ended");
        yield 0;
      }
      case Reply.Not(int status, String error, String remedy) -> {
        if (status == 404) {
          output().note(error);
          yield 1;
        }
        throw Refusal.missing(error, remedy);
      }
    };
  }
}
