package io.trainwatt.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts each part with the settings that make the parts one stack. */
final class PartStart {
  private final StackSettings settings;
  private final PartCommand commands;

  PartStart(StackSettings settings, Home home) {
    this.settings = settings;
    this.commands = new PartCommand(home);
  }

  void start(PartProcess process, Part part) throws IOException {
    List<String> command =
        switch (part) {
          case BROKER -> commands.broker(process.folder(), settings.kafkaPort());
          case COLLECTOR -> commands.collector(collectorSettings(process.folder()));
          case AGENT -> commands.agent(List.of());
        };
    Map<String, String> environment = new HashMap<>(settings.environment());
    if (part == Part.AGENT) {
      environment.putAll(new AgentSetup(settings).environment());
    }
    process.start(command, environment);
  }

  private List<String> collectorSettings(Path folder) throws IOException {
    Path state = folder.resolve("state");
    Files.createDirectories(state);
    return List.of(
        "trainwatt.kafka.bootstrap-servers=" + settings.bootstrapServers(),
        "trainwatt.http.port=" + settings.httpPort(),
        "trainwatt.streams.state-directory=" + state);
  }
}
