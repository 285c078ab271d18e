package io.trainwatt.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What one broker is started with.
 *
 * @param home holds {@code kafka-lib/} (Kafka's jars) and this module's own {@code classes/} or
 *     {@code broker.jar}
 * @param dataDir its log, its properties and its output; kept for the next start
 * @param port on loopback
 * @param jvmOptions of the child process
 * @param endsWithParent it ends when the process that started it does
 */
public record BrokerSettings(
    Path home, Path dataDir, int port, List<String> jvmOptions, boolean endsWithParent) {

  public BrokerSettings {
    jvmOptions = List.copyOf(jvmOptions);
  }

  /** A broker that outlives its parent, with a heap of 400 MiB. */
  public static BrokerSettings of(Path home, Path dataDir, int port) {
    return new BrokerSettings(home, dataDir, port, List.of("-Xmx400m"), false);
  }

  /** The same with other JVM options. */
  public BrokerSettings withJvmOptions(List<String> options) {
    return new BrokerSettings(home, dataDir, port, options, endsWithParent);
  }

  /** The same, ending with its parent. */
  public BrokerSettings endingWithParent() {
    return new BrokerSettings(home, dataDir, port, jvmOptions, true);
  }

  /** Where its output goes. */
  public Path logFile() {
    return dataDir.resolve("broker.log");
  }

  String classPath() {
    return String.join(
        ":",
        home.resolve("classes").toString(),
        home.resolve("broker.jar").toString(),
        home.resolve("kafka-lib") + "/*");
  }

  /**
   * Few partitions and one replica everywhere: this broker is one machine's. Its own controller has
   * patience with it where the machine is overloaded: nobody else could lead its partitions, and
   * for a moment without leaders see {@link AfterCrash}.
   */
  Path writeProperties(int controllerPort) throws IOException {
    String text =
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        log.dirs=%3$s
        auto.create.topics.enable=false
        num.partitions=4
        default.replication.factor=1
        offsets.topic.num.partitions=4
        offsets.topic.replication.factor=1
        transaction.state.log.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        share.coordinator.state.topic.num.partitions=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0
        message.max.bytes=4194304
        broker.session.timeout.ms=45000
        """
            .formatted(port, controllerPort, dataDir.resolve("log").toAbsolutePath());
    Path file = dataDir.resolve("server.properties");
    Files.writeString(file, text, StandardCharsets.UTF_8);
    return file;
  }
}
