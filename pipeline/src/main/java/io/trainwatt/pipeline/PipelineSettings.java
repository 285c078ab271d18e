package io.trainwatt.pipeline;

import io.trainwatt.pipeline.carbon.CarbonConfig;
import io.trainwatt.pipeline.meter.DevicePeaks;
import io.trainwatt.pipeline.watch.WatchConfig;
import java.time.Duration;

/**
 * Settings of the topology.
 *
 * @param bootstrapServers of the Kafka cluster
 * @param applicationId names the group of collectors that share the work, and its internal topics
 * @param threads that this process works with
 * @param replication of internal topics; -1 leaves it to the broker
 * @param commitInterval results are visible after it at the latest
 * @param cacheBytes for changes that wait for the commit, of the whole process
 * @param watch of all alert rules
 * @param carbon how energy meets grid factors
 * @param peaks what devices can do at most, for utilisation figures
 * @param runSilence after which a run is taken to have ended on a node that says nothing of it
 */
public record PipelineSettings(
    String bootstrapServers,
    String applicationId,
    int threads,
    int replication,
    Duration commitInterval,
    long cacheBytes,
    WatchConfig watch,
    CarbonConfig carbon,
    DevicePeaks peaks,
    Duration runSilence) {

  /** Longer than a node takes to restart, shorter than anyone waits for a run that is gone. */
  public static final Duration RUN_SILENCE = Duration.ofMinutes(15);

  private static final Duration SHORTEST_SILENCE = Duration.ofMinutes(1);

  /**
   * @throws IllegalArgumentException naming the setting that is out of its range
   */
  public PipelineSettings {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be 1 or more: " + threads);
    }
    if (commitInterval.toMillis() < 1) {
      throw new IllegalArgumentException("commitInterval must be 1 ms or more");
    }
    if (runSilence.compareTo(SHORTEST_SILENCE) < 0) {
      throw new IllegalArgumentException("runSilence must be 1 minute or more: " + runSilence);
    }
    if (cacheBytes < 0) {
      throw new IllegalArgumentException("cacheBytes is negative: " + cacheBytes);
    }
  }

  /** What is good without any setting, for a broker. */
  public static PipelineSettings of(String bootstrapServers) {
    return new PipelineSettings(
        bootstrapServers,
        "trainwatt",
        1,
        -1,
        Duration.ofMillis(200),
        64L << 20,
        WatchConfig.DEFAULT,
        CarbonConfig.DEFAULT,
        DevicePeaks.shipped(),
        RUN_SILENCE);
  }

  /** The same with other rules. */
  public PipelineSettings with(WatchConfig rules) {
    return new PipelineSettings(
        bootstrapServers,
        applicationId,
        threads,
        replication,
        commitInterval,
        cacheBytes,
        rules,
        carbon,
        peaks,
        runSilence);
  }

  /** The same with other threads. */
  public PipelineSettings withThreads(int count) {
    return new PipelineSettings(
        bootstrapServers,
        applicationId,
        count,
        replication,
        commitInterval,
        cacheBytes,
        watch,
        carbon,
        peaks,
        runSilence);
  }
}
