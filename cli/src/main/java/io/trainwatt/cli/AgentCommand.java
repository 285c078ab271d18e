package io.trainwatt.cli;

import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.stack.Home;
import io.trainwatt.cli.stack.PartCommand;
import io.trainwatt.cli.terminal.Exec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "agent",
    header = "Be the agent of this node, until told to end.",
    description = "Samples power and progress and sends them to Kafka; one a node.",
    footer = {
      "",
      "Example:  trainwatt agent --config /etc/trainwatt/agent.yaml",
      "Exit:     0 told to end, 2 a setting is wrong, 3 something it needs is missing"
    })
final class AgentCommand extends Subcommand {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Its settings; the environment goes before it.")
  @Nullable Path config;

  AgentCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() throws IOException {
    PartCommand commands = new PartCommand(Home.ofThisProcess());
    if (config == null) {
      throw Exec.become(commands.agent(List.of()), Map.of());
    }
    if (!Files.isReadable(config)) {
      throw Refusal.missing(
          config + " cannot be read",
          "its settings are described in docs/reference/agent-config.md");
    }
    throw Exec.become(commands.agent(List.of("--config", config.toString())), Map.of());
  }
}
