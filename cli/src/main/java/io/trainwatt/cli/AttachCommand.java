package io.trainwatt.cli;

import io.trainwatt.agent.run.RunId;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.run.RunIdentity;
import io.trainwatt.cli.socket.AgentConnection;
import io.trainwatt.cli.socket.AgentRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "attach",
    header = "Measure a process that already runs, and all it starts.",
    description = {
      "Prints the run's id and returns; the agent measures until the process ends.",
      "--wait stays until then."
    },
    footer = {
      "",
      "Example:  trainwatt attach --pid 4711 --name overnight",
      "Exit:     0 it is measured, 1 there is no such process, 3 no agent answers"
    })
final class AttachCommand extends Subcommand {
  private static final Duration LOOKS_EVERY = Duration.ofMillis(200);

  @Option(names = "--pid", required = true, description = "The process.")
  long pid;

  @Option(names = "--name", description = "What to call the run; its command by default.")
  String name = "";

  @Option(
      names = "--label",
      paramLabel = "K=V",
      description = "A label to compare runs by; may be repeated.")
  Map<String, String> labels = new LinkedHashMap<>();

  @Option(names = "--wait", description = "Return when the process has ended.")
  boolean wait;

  AttachCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() throws IOException {
    ProcessHandle process =
        ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .orElseThrow(() -> Refusal.no("there is no process " + pid, "see `ps`"));
    List<String> command = commandLine(pid);
    RunIdentity identity =
        new RunIdentity(
            RunId.next(Instant.now(), new SecureRandom()),
            name.isEmpty() ? defaultName(command) : name,
            labels,
            "attach",
            command);
    try (AgentConnection agent = AgentLookup.connect(environment())) {
      String run = agent.ask(identity.registration(pid)).path("run").asText(identity.run());
      output().line(run);
      output()
          .note(
              "process %d is measured; `trainwatt report %s` tells how it goes"
                  .formatted(pid, run));
    } catch (AgentRefused e) {
      throw Refusal.no("the agent does not measure it: " + e.getMessage(), "");
    }
    if (wait) {
      awaitEnd(process);
    }
    return 0;
  }

  private static void awaitEnd(ProcessHandle process) throws IOException {
    while (process.isAlive()) {
      try {
        process.onExit().get(LOOKS_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      } catch (java.util.concurrent.TimeoutException e) {
        // It lives on.
      } catch (java.util.concurrent.ExecutionException e) {
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private String defaultName(List<String> command) {
    return command.isEmpty() ? "process " + pid : RunCommand.nameOf(command);
  }

  private static List<String> commandLine(long pid) throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
    return Arrays.stream(new String(bytes, StandardCharsets.UTF_8).split("\0"))
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
