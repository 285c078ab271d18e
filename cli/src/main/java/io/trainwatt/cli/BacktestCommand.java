package io.trainwatt.cli;

import io.trainwatt.cli.backtest.Backtest;
import io.trainwatt.cli.backtest.BacktestJson;
import io.trainwatt.cli.backtest.BacktestText;
import io.trainwatt.cli.backtest.CurveFolder;
import io.trainwatt.cli.console.Json;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "backtest",
    header = "Say what the detectors would have said of recorded loss curves.",
    description = {
      "Gives recorded rows, one after the other, to the early stopping and the forecasts of the",
      "pipeline, which see no more than they would have seen live."
    },
    footer = {
      "",
      "Example:  trainwatt backtest curves/ --json",
      "Exit:     0 done, 2 a file is garbled, 3 one is missing"
    })
final class BacktestCommand extends Subcommand {
  @Parameters(paramLabel = "FOLDER", description = "Holds index.json and the curves it names.")
  Path folder = Path.of(".");

  @Option(names = "--json", description = "Print facts as JSON.")
  boolean json;

  BacktestCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() {
    List<Backtest.Result> results =
        new CurveFolder(folder).runs().stream().map(Backtest::of).toList();
    if (json) {
      output().text(Json.pretty(BacktestJson.of(results)));
    } else {
      BacktestText.of(results).forEach(output()::line);
    }
    return 0;
  }
}
