package io.trainwatt.cli;

import io.trainwatt.cli.console.Output;
import io.trainwatt.cli.terminal.Descriptor;
import java.util.Map;

/** Where {@code trainwatt} begins. */
public final class Main {
  private Main() {}

  /** Runs one command and ends with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    Map<String, String> environment = System.getenv();
    boolean colours =
        !environment.containsKey("NO_COLOR")
            && !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
    Output output =
        Output.standard(
            colours && Descriptor.STDOUT.isTerminal(), colours && Descriptor.STDERR.isTerminal());
    return Trainwatt.commandLine(new Surroundings(environment, output)).execute(arguments);
  }
}
