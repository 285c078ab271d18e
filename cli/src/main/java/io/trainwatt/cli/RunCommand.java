package io.trainwatt.cli;

import io.trainwatt.agent.progress.pattern.LinePattern;
import io.trainwatt.agent.run.RunId;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.run.MeasuredCommand;
import io.trainwatt.cli.run.RunIdentity;
import io.trainwatt.pipeline.forecast.RunWishes;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "run",
    header = "Run a command and measure it.",
    description = {
      "Its output, colours, terminal, signals and exit code are as without us; progress is",
      "read from what it prints and from the hook. Without an agent it runs all the same."
    },
    footer = {
      "",
      "Example:  trainwatt run --name first --label strategy=dense -- python3 train.py",
      "Exit:     that of the command, 128+n if signal n ended it; 125 we failed before it",
      "          started, 126 it cannot be executed, 127 it was not found"
    })
final class RunCommand extends Subcommand {
  // The collector reads them, and has nobody to tell that one is none.
  private static final Set<String> NUMBERS =
      Set.of(
          "budget_kwh",
          "budget_kg_co2",
          "budget_money",
          "joules_per_token",
          "joules_per_sample",
          "joules_per_step");

  @Option(names = "--name", description = "What to call the run; its command by default.")
  String name = "";

  @Option(
      names = "--label",
      paramLabel = "K=V",
      description = "A label to compare runs by; may be repeated.")
  Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--require-measurement",
      description = "Do not run it at all (exit 125) if no agent answers.")
  boolean required;

  @Option(
      names = "--pattern",
      paramLabel = "P",
      description =
          "How its output tells of progress where no known format does: a regular expression"
              + " with groups such as (?<step>\\d+) and (?<loss>\\S+).")
  String pattern = "";

  @Parameters(paramLabel = "CMD", arity = "1..*", description = "The command and its arguments.")
  List<String> command = List.of();

  RunCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() {
    unread(labels).forEach(output()::warn);
    RunIdentity identity =
        new RunIdentity(runId(), name.isEmpty() ? nameOf(command) : name, labels, "run", command);
    return new MeasuredCommand(
            identity, AgentLookup.sockets(environment()), environment(), output(), ownPattern())
        .run(required);
  }

  /** Of the labels whose numbers set something those that set nothing, in a sentence each. */
  static List<String> unread(Map<String, String> labels) {
    List<String> sentences = new ArrayList<>();
    labels.forEach(
        (label, value) -> {
          if (NUMBERS.contains(label) && RunWishes.number(value).orElse(0) <= 0) {
            sentences.add(
                "label %s=%s sets nothing: write a number above 0, such as %s=1.5"
                    .formatted(label, value, label));
          }
        });
    return sentences;
  }

  private Optional<LinePattern> ownPattern() {
    try {
      return ProgressCommand.pattern(pattern);
    } catch (Refusal e) {
      // The command was not started: its own exit codes must not be mistaken for ours.
      throw e.withExitCode(MeasuredCommand.OURS);
    }
  }

  /** All processes of a job share one run: whoever starts them says so. */
  private String runId() {
    String given = environment().getOrDefault("TRAINWATT_RUN", "");
    if (given.isEmpty()) {
      return runOfStep(environment())
          .orElseGet(() -> RunId.next(Instant.now(), new SecureRandom()));
    }
    if (!RunId.isValid(given)) {
      throw Refusal.wrongUse(
              "TRAINWATT_RUN is %s, which is no run id".formatted(given),
              "letters, digits and . _ : @ + -, 128 at most")
          .withExitCode(MeasuredCommand.OURS);
    }
    return given;
  }

  /**
   * Each task of {@code srun trainwatt run ...} starts one of us: together they are one run. A step
   * of one task is a run like any other.
   */
  static Optional<String> runOfStep(Map<String, String> environment) {
    String tasks = environment.getOrDefault("SLURM_STEP_NUM_TASKS", "1");
    String run =
        "slurm-%s.%s@%s"
            .formatted(
                environment.getOrDefault("SLURM_JOB_ID", ""),
                environment.getOrDefault("SLURM_STEP_ID", ""),
                environment.getOrDefault("SLURM_CLUSTER_NAME", "local"));
    boolean several = tasks.matches("[1-9]\\d{0,8}") && Integer.parseInt(tasks) > 1;
    return several && run.matches("slurm-\\d+\\.\\d+@.+") && RunId.isValid(run)
        ? Optional.of(run)
        : Optional.empty();
  }

  /** What to call a run of a command. */
  static String nameOf(List<String> command) {
    // Of an interpreter and its script the script tells more.
    for (String word : command) {
      if (word.endsWith(".py") || word.endsWith(".sh")) {
        return lastPart(word);
      }
    }
    return lastPart(command.getFirst());
  }

  private static String lastPart(String word) {
    Path file = Path.of(word).getFileName();
    return file == null ? word : file.toString();
  }
}
