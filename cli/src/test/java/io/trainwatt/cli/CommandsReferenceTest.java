package io.trainwatt.cli;

import io.trainwatt.cli.console.Output;
import io.trainwatt.cli.console.Paint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** All commands in {@code docs/reference/command-line.md}: what {@code --help} says of each. */
final class CommandsReferenceTest {
  @Test
  void everyCommandStandsInTheReferenceAsItsHelpSaysIt() throws IOException {
    StringBuilder text = new StringBuilder();
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Paint plain = Paint.when(false);
    describe(
        text,
        Trainwatt.commandLine(
            new Surroundings(Map.of(), new Output(nowhere, nowhere, plain, plain))));

    WrittenPart.is("command-line.md", "commands", text.toString());
  }

  private static void describe(StringBuilder text, CommandLine command) {
    for (CommandLine below : command.getSubcommands().values()) {
      text.append("\n### ").append(below.getCommandSpec().qualifiedName()).append("\n\n```\n");
      below
          .getUsageMessage(Ansi.OFF)
          .lines()
          .forEach(line -> text.append(line.stripTrailing()).append('\n'));
      text.append("```\n");
      describe(text, below);
    }
  }
}
