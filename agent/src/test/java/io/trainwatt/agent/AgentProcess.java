package io.trainwatt.agent;

import io.trainwatt.agent.control.AgentClient;
import io.trainwatt.agent.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real agent in a process of its own, with its files in one directory. */
final class AgentProcess implements AutoCloseable {

  private final Path directory;
  private final String bootstrapServers;
  private Process process;

  private AgentProcess(Path directory, String bootstrapServers, Process process) {
    this.directory = directory;
    this.bootstrapServers = bootstrapServers;
    this.process = process;
  }

  static AgentProcess start(Path directory, String bootstrapServers) throws IOException {
    return new AgentProcess(directory, bootstrapServers, launch(directory, bootstrapServers));
  }

  private static Process launch(Path directory, String bootstrapServers) throws IOException {
    Files.createDirectories(directory);
    Path config =
        Files.writeString(
            directory.resolve("agent.yaml"),
            """
            node: {cluster: test, name: n1, zone: DE}
            kafka: {bootstrapServers: "%s"}
            sampling: {interval: 200ms}
            dataDir: %s
            socket: %s
            lockDir: %s
            """
                .formatted(
                    bootstrapServers, directory, directory.resolve("agent.sock"), directory));
    return ChildJvm.of(AgentMain.class, "--config", config.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
        .start();
  }

  /** Starts it again after it ended or was killed. */
  void restart() throws IOException {
    process = launch(directory, bootstrapServers);
    awaitSocket();
  }

  /** Waits until it answers. */
  void awaitSocket() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> status().has("node"));
  }

  AgentClient client() throws IOException {
    return AgentClient.connect(directory.resolve("agent.sock"));
  }

  JsonObject status() throws IOException {
    try (AgentClient client = client()) {
      return client.status();
    }
  }

  String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  void kill() throws IOException {
    ChildJvm.kill(process);
  }

  /** Ends it by SIGTERM. */
  int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the agent did not end within 20 s");
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    kill();
  }
}
