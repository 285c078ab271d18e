package io.trainwatt.cli;

import io.trainwatt.cli.stack.Home;
import io.trainwatt.cli.stack.PartCommand;
import io.trainwatt.cli.terminal.Exec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "collector",
    header = "Be a collector, until told to end.",
    description = "Turns what agents send into energy, CO2 and alerts; any number may run.",
    footer = {
      "",
      "Example:  TRAINWATT_KAFKA_BOOTSTRAP_SERVERS=kafka:9092 trainwatt collector",
      "Exit:     0 told to end, 2 a setting is wrong, 3 something it needs is missing"
    })
final class CollectorCommand extends Subcommand {
  @Option(
      names = "-D",
      paramLabel = "NAME=VALUE",
      description = "A setting, such as -Dtrainwatt.http.port=8080.")
  List<String> settings = List.of();

  CollectorCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() throws IOException {
    throw Exec.become(new PartCommand(Home.ofThisProcess()).collector(settings), Map.of());
  }
}
