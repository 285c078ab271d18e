package io.trainwatt.agent;

import io.trainwatt.agent.attribution.View;
import io.trainwatt.agent.discovery.DiscoveryConfig;
import io.trainwatt.agent.progress.watch.WatchConfig;
import io.trainwatt.agent.publish.SpoolConfig;
import io.trainwatt.agent.publish.kafka.KafkaConfig;
import io.trainwatt.agent.sense.SensorConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * All settings of an agent. Made by {@link ConfigReader}.
 *
 * @param view whose what no process used is
 * @param dataDir what the agent stores lies in {@code agent} below it
 * @param socket where clients find it
 * @param socketForEveryone whether every user of the machine may connect
 * @param lockDirs where the node's lock is held: in each that can be written
 * @param procRoot {@code /proc} on a real machine
 * @param sysfsRoot {@code /sys} on a real machine
 * @param cgroupRoot {@code /sys/fs/cgroup} on a real machine
 * @param interval of one tick
 */
record AgentConfig(
    NodeConfig node,
    KafkaConfig kafka,
    SpoolConfig spool,
    SensorConfig sensors,
    DiscoveryConfig discovery,
    View view,
    WatchConfig progress,
    Path dataDir,
    Path socket,
    boolean socketForEveryone,
    List<Path> lockDirs,
    Path procRoot,
    Path sysfsRoot,
    Path cgroupRoot,
    Duration interval) {

  static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /**
   * @throws IllegalArgumentException if the interval is outside 100 ms to 1 min
   */
  AgentConfig {
    lockDirs = List.copyOf(lockDirs);
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("is outside 100ms to 1m");
    }
  }
}
