package io.trainwatt.cli.stack;

import io.trainwatt.broker.BrokerSettings;
import io.trainwatt.broker.KafkaBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How each part is started: one command line a part, the same for the stack and for a daemon on its
 * own.
 */
public final class PartCommand {
  // Small machines train too: what a part does not need it does not take.
  private static final List<String> LEAN =
      List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xshare:auto", "-Xlog:disable");

  // Why each: docs/reference/agent-config.md.
  private static final List<String> SMALL =
      List.of(
          "-Xms4m",
          "-Xmn1m",
          "-Xmx128m",
          "-XX:MinHeapFreeRatio=5",
          "-XX:MaxHeapFreeRatio=10",
          "-XX:-ShrinkHeapInSteps",
          "-Xss256k",
          "-XX:TieredStopAtLevel=1",
          "-XX:CompileThresholdScaling=0.5",
          "-XX:ReservedCodeCacheSize=6m",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:ArchiveRelocationMode=0",
          "-XX:TrimNativeHeapInterval=5000");

  private final Home home;
  private final ClassArchives archives;

  public PartCommand(Home home) {
    this.home = home;
    this.archives = new ClassArchives(home.classArchives());
  }

  /**
   * A broker.
   *
   * @throws IOException if its data directory cannot be written
   */
  public List<String> broker(Path dataDir, int port) throws IOException {
    List<String> options = new ArrayList<>(LEAN);
    options.add("-Xmx400m");
    options.addAll(archives.options(Part.BROKER));
    return KafkaBroker.command(
        BrokerSettings.of(home.broker(), dataDir, port).withJvmOptions(options));
  }

  /**
   * A collector.
   *
   * @param settings as {@code name=value}
   */
  public List<String> collector(List<String> settings) {
    List<String> command = java();
    command.add("-Xmx512m");
    command.addAll(archives.options(Part.COLLECTOR));
    settings.forEach(setting -> command.add("-D" + setting));
    command.add("-jar");
    command.add(home.collector().resolve("quarkus-run.jar").toString());
    return List.copyOf(command);
  }

  /** An agent. */
  public List<String> agent(List<String> arguments) {
    List<String> command = java();
    command.addAll(SMALL);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(archives.options(Part.AGENT));
    command.add("-cp");
    command.add(home.agentLibrary() + "/*");
    command.add("io.trainwatt.agent.AgentMain");
    command.addAll(arguments);
    return List.copyOf(command);
  }

  private static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(LEAN);
    command.add("--sun-misc-unsafe-memory-access=allow");
    return command;
  }
}
