package io.trainwatt.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.agent.discovery.ProcessSurvey;
import io.trainwatt.agent.sense.Survey;
import io.trainwatt.agent.settings.Settings;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.sense.AgentSensors;
import io.trainwatt.cli.sense.ProcessJson;
import io.trainwatt.cli.sense.ProcessText;
import io.trainwatt.cli.sense.SurveyJson;
import io.trainwatt.cli.sense.SurveyText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "sense",
    header = "Say what the agent would read here, or in a recorded tree.",
    footer = {
      "",
      "Example:  trainwatt sense --sysfs-root recorded/sys --proc-root recorded/proc --json",
      "Processes: what each would be found as, and why or why not; without --json only those that",
      "          would be of a run",
      "Exit:     0 something can be read, 1 nothing can, 2 a root is no directory, a setting cannot"
          + " be used"
    })
final class SenseCommand extends Subcommand {
  @Option(names = "--sysfs-root", paramLabel = "DIR", description = "Instead of ${DEFAULT-VALUE}.")
  Path sysfs = Path.of("/sys");

  @Option(names = "--proc-root", paramLabel = "DIR", description = "Instead of ${DEFAULT-VALUE}.")
  Path proc = Path.of("/proc");

  @Option(
      names = "--cgroup-root",
      paramLabel = "DIR",
      description =
          "Instead of ${DEFAULT-VALUE}: groups of recorded processes that don't tell theirs.")
  Path cgroup = Path.of("/sys/fs/cgroup");

  @Option(
      names = "--host-root",
      paramLabel = "DIR",
      description = "Instead of /: where names of pods and containers are looked up.")
  @Nullable Path host;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The agent's settings, such as how its BMC is asked.")
  Optional<Path> config = Optional.empty();

  @Option(
      names = "--nvml-library",
      paramLabel = "FILE",
      description = "NVIDIA's library, instead of the machine's own.")
  @Nullable Path nvml;

  @Option(names = "--json", description = "Print facts as JSON.")
  boolean json;

  SenseCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() {
    requireDirectory("--sysfs-root", sysfs);
    requireDirectory("--proc-root", proc);
    requireDirectory("--cgroup-root", cgroup);
    Survey survey = Survey.of(AgentSensors.of(config, settings(), sysfs, proc), System::nanoTime);
    ProcessSurvey processes = AgentSensors.processes(config, settings(), proc, cgroup);
    if (json) {
      ObjectNode all = SurveyJson.of(survey);
      all.set("processes", ProcessJson.of(processes));
      output().text(Json.pretty(all));
    } else {
      SurveyText.of(survey, output().paint()).forEach(output()::line);
      ProcessText.of(processes, output().paint()).forEach(output()::line);
    }
    return survey.entries().isEmpty() ? Refusal.NO : 0;
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(environment());
    if (nvml != null) {
      settings.put(Settings.variable("sensors.nvml.library"), nvml.toAbsolutePath().toString());
    }
    if (host != null) {
      settings.put(Settings.variable("discovery.hostRoot"), host.toAbsolutePath().toString());
    }
    return settings;
  }

  private static void requireDirectory(String option, Path root) {
    if (!Files.isDirectory(root)) {
      throw Refusal.wrongUse(
          "%s is %s, which is no directory".formatted(option, root), "name one that exists");
    }
  }
}
