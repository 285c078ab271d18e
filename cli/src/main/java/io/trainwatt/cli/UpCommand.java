package io.trainwatt.cli;

import io.trainwatt.cli.console.Output;
import io.trainwatt.cli.stack.Home;
import io.trainwatt.cli.stack.LocalStack;
import io.trainwatt.cli.stack.Part;
import io.trainwatt.cli.stack.StackSettings;
import java.io.IOException;
import java.util.Set;
import picocli.CommandLine.Command;

@Command(
    name = "up",
    header = "Start broker, collector and agent on this machine and leave them running.",
    description = {
      "Returns when all three answer. What already runs is left as it is; what crashed is",
      "started again and goes on where its data ends. Data stays in TRAINWATT_DATA_DIR."
    },
    footer = {
      "",
      "Example:  trainwatt up",
      "Settings: TRAINWATT_DATA_DIR, TRAINWATT_HTTP_PORT (8484), TRAINWATT_KAFKA_PORT (19092),",
      "          all of agent and collector, such as TRAINWATT_NODE_ZONE=DE",
      "Exit:     0 all answer, 2 wrong setting, 3 a port or the directory is taken, or a part",
      "          does not start"
    })
final class UpCommand extends Subcommand {
  UpCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() throws IOException {
    Output output = output();
    StackSettings settings = StackSettings.of(environment());
    try (LocalStack stack = LocalStack.take(settings)) {
      Set<Part> started = stack.up(Home.ofThisProcess(), output::note);
      if (started.isEmpty()) {
        output.note("all parts were up already");
      }
    }
    output.line(settings.url());
    return 0;
  }
}
