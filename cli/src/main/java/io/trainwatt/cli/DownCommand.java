package io.trainwatt.cli;

import io.trainwatt.cli.stack.LocalStack;
import io.trainwatt.cli.stack.Part;
import io.trainwatt.cli.stack.StackSettings;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

@Command(
    name = "down",
    header = "End what `up` started; its data stays.",
    footer = {
      "",
      "Example:  trainwatt down",
      "Exit:     0 nothing runs any more, 3 it cannot tell"
    })
final class DownCommand extends Subcommand {
  DownCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() throws IOException {
    try (LocalStack stack = LocalStack.take(StackSettings.of(environment()))) {
      Set<Part> ended = stack.down();
      output()
          .note(
              ended.isEmpty()
                  ? "nothing was up"
                  : "ended " + ended.stream().map(Part::label).collect(Collectors.joining(", ")));
    }
    return 0;
  }
}
