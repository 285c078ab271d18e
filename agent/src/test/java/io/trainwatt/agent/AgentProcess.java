package io.trainwatt.agent;

import io.trainwatt.agent.control.AgentClient;
import io.trainwatt.agent.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real agent in a process of its own, with its files in one directory. */
final class AgentProcess implements AutoCloseable {

  private final Path directory;
  private final String bootstrapServers;
  private final Path sysfs;
  private final boolean finds;
  private Process process;

  private AgentProcess(Path directory, String bootstrapServers, Path sysfs, boolean finds)
      throws IOException {
    this.directory = directory;
    this.bootstrapServers = bootstrapServers;
    this.sysfs = sysfs;
    this.finds = finds;
    this.process = builder().start();
  }

  static AgentProcess start(Path directory, String bootstrapServers) throws IOException {
    return start(directory, bootstrapServers, Path.of("/sys"));
  }

  /** One that reads another machine's sensors. */
  static AgentProcess start(Path directory, String bootstrapServers, Path sysfs)
      throws IOException {
    return new AgentProcess(directory, bootstrapServers, sysfs, false);
  }

  /** One that also finds runs without being told. */
  static AgentProcess startFinding(Path directory, String bootstrapServers) throws IOException {
    return new AgentProcess(directory, bootstrapServers, Path.of("/sys"), true);
  }

  private ProcessBuilder builder() throws IOException {
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
            sysfsRoot: %s
            discovery: {enabled: %s, interval: 200ms}
            """
                .formatted(
                    bootstrapServers,
                    directory,
                    directory.resolve("agent.sock"),
                    directory,
                    sysfs,
                    finds));
    return ChildJvm.of(AgentMain.class, "--config", config.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
  }

  /** Starts it again after it ended or was killed. */
  void restart() throws IOException {
    process = builder().start();
    awaitSocket();
  }

  /** From now on its files may grow to so many bytes and no further: its disk is full. */
  void fillDisk(long bytes) throws IOException, InterruptedException {
    FileSizeLimit.of(process, bytes);
  }

  /** There is room again. */
  void makeRoom() throws IOException, InterruptedException {
    FileSizeLimit.none(process);
  }

  /** Starts it again after it was killed, on a disk that is full from its first byte on. */
  void restartOnFullDisk(long bytes) throws IOException {
    ProcessBuilder builder = builder();
    builder.command().addAll(0, List.of("prlimit", "--fsize=" + bytes + ":unlimited"));
    process = builder.start();
    awaitSocket();
  }

  Path spoolFile() {
    return directory.resolve("agent").resolve("spool.mv");
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
