package io.trainwatt.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
    name = "influx",
    header = "Look after what the collector writes to InfluxDB.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:  trainwatt influx backfill"})
final class InfluxCommand extends Subcommand {
  InfluxCommand(Surroundings surroundings) {
    super(surroundings);
  }

  /** It and what is below it. */
  static CommandLine commandLine(Surroundings surroundings) {
    CommandLine influx = new CommandLine(new InfluxCommand(surroundings));
    influx.addSubcommand(new BackfillCommand(surroundings));
    return influx;
  }

  @Override
  public Integer call() {
    CommandLine.usage(this, output().facts());
    return 2;
  }
}
