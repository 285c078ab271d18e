package io.trainwatt.cli;

import io.trainwatt.cli.console.Output;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What all commands share: {@code --help}, and where they speak. */
abstract class Subcommand implements Callable<Integer> {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  private final Surroundings surroundings;

  Subcommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  final Output output() {
    return surroundings.output();
  }

  final Map<String, String> environment() {
    return surroundings.environment();
  }

  @Override
  public abstract Integer call() throws Exception;
}
