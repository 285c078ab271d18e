package io.trainwatt.cli;

import io.trainwatt.cli.console.Refusal;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** For the list of commands: the launcher runs the tests of its checkout itself. */
@Command(
    name = "test",
    header = "From a checkout: run every test, and say what was skipped and why.",
    description = {
      "--quick leaves out what needs a server, --install first adds what tests need,",
      "--group G runs one group."
    },
    footer = {
      "",
      "Example:  ./trainwatt test --quick",
      "Exit:     0 all passed, 1 some failed, 3 this is no checkout"
    })
final class TestCommand extends Subcommand {
  @Parameters(hidden = true)
  List<String> arguments = List.of();

  TestCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() {
    throw Refusal.missing("the tests are not installed", "run ./trainwatt test in a checkout");
  }
}
