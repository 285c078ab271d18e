package io.trainwatt.broker;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * Lets the metadata forget the broker that died here before the next one starts. Otherwise the next
 * one first takes itself for the leader of everything, goes on ending the transactions that the
 * crash cut in two, loses all leaders for a moment as it registers, and takes partitions without a
 * leader for deleted ones: their part of a transaction stays open for ever, and who waits for it
 * waits for ever (KAFKA-20734, in 4.3.1). After this there is no leader until all come back at
 * once.
 */
final class AfterCrash {
  private static final String SESSION_MILLIS = "500";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long LOOKS_EVERY_NANOS = 20_000_000;

  private AfterCrash() {}

  /**
   * Runs the controller alone until it has given up the old broker; returns at once where there was
   * none, or where it ended in peace.
   *
   * @param file the server's properties
   * @throws IOException if they cannot be read, or the controller does not give it up in time
   */
  static void settle(Path file) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    }
    Path log = Path.of(properties.getProperty("log.dirs"));
    if (!Files.exists(log.resolve("__cluster_metadata-0"))
        || Files.exists(log.resolve(".kafka_cleanshutdown"))) {
      return;
    }
    KafkaRaftServer controller =
        new KafkaRaftServer(KafkaConfig.fromProps(controllerOnly(properties)), Time.SYSTEM);
    controller.startup();
    try {
      awaitNoBroker();
    } finally {
      controller.shutdown();
    }
  }

  private static Properties controllerOnly(Properties all) {
    Properties properties = new Properties();
    properties.putAll(all);
    properties.remove("advertised.listeners");
    properties.remove("inter.broker.listener.name");
    properties.setProperty("process.roles", "controller");
    String name = all.getProperty("controller.listener.names");
    for (String listener : all.getProperty("listeners").split(",")) {
      if (listener.startsWith(name + ":")) {
        properties.setProperty("listeners", listener);
      }
    }
    properties.setProperty("broker.session.timeout.ms", SESSION_MILLIS);
    return properties;
  }

  private static void awaitNoBroker() throws IOException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (count("FencedBrokerCount") == 0 || count("ActiveBrokerCount") > 0) {
      if (System.nanoTime() > until) {
        if (count("ActiveBrokerCount") == 0) {
          // It died before it had registered, and never led anything.
          return;
        }
        throw new IOException("the controller does not give up the broker that died");
      }
      LockSupport.parkNanos(LOOKS_EVERY_NANOS);
    }
  }

  private static int count(String name) throws IOException {
    try {
      return (Integer)
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(
                  new ObjectName("kafka.controller:type=KafkaController,name=" + name), "Value");
    } catch (JMException e) {
      throw new IOException("the controller does not say its " + name, e);
    }
  }
}
