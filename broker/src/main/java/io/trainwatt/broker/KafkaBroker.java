package io.trainwatt.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real Kafka broker on loopback, in a process of its own, with its data in one directory that a
 * later start goes on with. Not thread-safe.
 */
public final class KafkaBroker implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  // Any valid base64 UUID: the data directory, not the id, tells two stacks apart.
  private static final String CLUSTER_ID = "dHJhaW53YXR0LWxvY2FsMQ";

  private final BrokerSettings settings;
  private Process process;

  private KafkaBroker(BrokerSettings settings, Process process) {
    this.settings = settings;
    this.process = process;
  }

  /**
   * Starts a broker and waits until it accepts connections.
   *
   * @throws IOException if the port is taken, the process ends, or it is not ready within a minute;
   *     the message names the log
   */
  public static KafkaBroker start(BrokerSettings settings) throws IOException {
    KafkaBroker broker = new KafkaBroker(settings, launch(settings));
    broker.awaitReady();
    return broker;
  }

  /**
   * Starts a broker for a test on a free port. It ends with this JVM. Kafka's jars are found below
   * the system property {@code trainwatt.root}, the checkout.
   *
   * @throws IOException as {@link #start(BrokerSettings)}
   */
  public static KafkaBroker startOnFreePort(Path dataDir) throws IOException {
    Path root = Path.of(System.getProperty("trainwatt.root", "."));
    return start(
        BrokerSettings.of(root.resolve("broker/target"), dataDir, freePort())
            .withJvmOptions(List.of("-Xmx400m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))
            .endingWithParent());
  }

  /** A port that nobody listened on a moment ago. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What clients connect to. */
  public String bootstrapServers() {
    return "127.0.0.1:" + settings.port();
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether the process lives. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it by SIGKILL, as a crash would, and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /**
   * Starts it again on the same data and port.
   *
   * @throws IOException as {@link #start(BrokerSettings)}
   */
  public void restart() throws IOException {
    if (process.isAlive()) {
      close();
    }
    process = launch(settings);
    awaitReady();
  }

  /** Ends it by SIGTERM and waits; by SIGKILL if it takes too long. */
  @Override
  public void close() {
    process.destroy();
    awaitExit();
  }

  private void awaitExit() {
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitReady() throws IOException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!accepts(settings.port())) {
      if (!process.isAlive()) {
        throw new IOException(
            "the broker ended with status %d, see %s"
                .formatted(process.exitValue(), settings.logFile()));
      }
      if (System.nanoTime() > deadline) {
        kill();
        throw new IOException(
            "the broker did not listen on port %d within %d s, see %s"
                .formatted(settings.port(), START_LIMIT.toSeconds(), settings.logFile()));
      }
      try {
        process.waitFor(50, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        kill();
        throw new IOException("interrupted while the broker started", e);
      }
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The command line of a broker, its properties written beside its data: for a caller that keeps
   * the process itself.
   *
   * @throws IOException if the data directory cannot be written
   */
  public static List<String> command(BrokerSettings settings) throws IOException {
    Files.createDirectories(settings.dataDir());
    Path properties = settings.writeProperties(freePort());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(settings.jvmOptions());
    command.add("-cp");
    command.add(settings.classPath());
    command.add(BrokerMain.class.getName());
    command.add(properties.toString());
    command.add(CLUSTER_ID);
    if (settings.endsWithParent()) {
      command.add("--with-parent");
    }
    return command;
  }

  private static Process launch(BrokerSettings settings) throws IOException {
    if (accepts(settings.port())) {
      throw new IOException("port " + settings.port() + " is taken");
    }
    ProcessBuilder builder =
        new ProcessBuilder(command(settings))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(settings.logFile().toFile()));
    if (!settings.endsWithParent()) {
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    }
    return builder.start();
  }
}
