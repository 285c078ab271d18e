package io.trainwatt.cli;

import io.trainwatt.cli.console.Output;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.run.MeasuredCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** All commands, and what an exception becomes. */
@CommandLine.Command(
    name = "trainwatt",
    header = "Measures the energy of machine-learning training while it happens.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done, 1 the answer is no, 2 wrong use, 3 something needed is missing.",
      "`run` ends as its command does; 125 we failed before it started, 126 it cannot be",
      "executed, 127 it was not found, 128+n signal n ended it.",
      "",
      "Try it:       trainwatt demo --seconds 60",
      "Then:         trainwatt up; trainwatt run --name first -- python3 train.py",
      "One command:  trainwatt COMMAND --help"
    })
final class Trainwatt extends Subcommand {
  private static final int COLUMNS = 100;

  private Trainwatt(Surroundings surroundings) {
    super(surroundings);
  }

  static CommandLine commandLine(Surroundings surroundings) {
    Output output = surroundings.output();
    CommandLine line = new CommandLine(new Trainwatt(surroundings));
    commands(surroundings).forEach(line::addSubcommand);
    line.addSubcommand(AlertsCommand.commandLine(surroundings));
    line.addSubcommand(InfluxCommand.commandLine(surroundings));
    CommandLine run = new CommandLine(new RunCommand(surroundings));
    line.addSubcommand(run);
    // What a user writes after the command's own options is another command's.
    line.setExpandAtFiles(false);
    line.setOut(writer(output, true));
    line.setErr(writer(output, false));
    line.setUsageHelpWidth(COLUMNS);
    line.setUsageHelpLongOptionsMaxWidth(28);
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(output.paint().enabled() ? Ansi.ON : Ansi.OFF));
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, output));
    line.setParameterExceptionHandler((e, arguments) -> misused(e, output));
    run.setStopAtPositional(true);
    return line;
  }

  private static List<Object> commands(Surroundings surroundings) {
    return List.of(
        new DemoCommand(surroundings),
        new UpCommand(surroundings),
        new DownCommand(surroundings),
        new StatusCommand(surroundings),
        new AttachCommand(surroundings),
        new RunsCommand(surroundings),
        new ReportCommand(surroundings),
        new CompareCommand(surroundings),
        new DoctorCommand(surroundings),
        new SenseCommand(surroundings),
        new ProgressCommand(surroundings),
        new ConformCommand(surroundings),
        new BacktestCommand(surroundings),
        new SimulateCommand(surroundings),
        new AgentCommand(surroundings),
        new CollectorCommand(surroundings),
        new TestCommand(surroundings));
  }

  private static PrintWriter writer(Output output, boolean facts) {
    return new PrintWriter(facts ? output.facts() : output.notes(), true, StandardCharsets.UTF_8);
  }

  private static int failed(Exception e, Output output) {
    return switch (e) {
      case Refusal refusal -> {
        output.refuse(refusal);
        yield refusal.exitCode();
      }
      case IOException io -> {
        output.refuse(Refusal.missing(String.valueOf(io.getMessage()), ""));
        yield Refusal.MISSING;
      }
      default -> {
        // A mistake of ours: whoever reports it needs where it happened.
        e.printStackTrace(output.notes());
        yield Refusal.MISSING;
      }
    };
  }

  private static int misused(CommandLine.ParameterException e, Output output) {
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    output.refuse(
        Refusal.wrongUse(String.valueOf(e.getMessage()), "see `%s --help`".formatted(name)));
    CommandLine.UnmatchedArgumentException.printSuggestions(e, writer(output, false));
    // `run` has the exit codes of its command, so ours must be told from them.
    boolean run = e.getCommandLine().getCommandName().equals("run");
    return run ? MeasuredCommand.OURS : Refusal.WRONG_USE;
  }

  @Override
  public Integer call() {
    CommandLine.usage(this, output().facts());
    return Refusal.WRONG_USE;
  }
}
