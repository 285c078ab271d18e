package io.trainwatt.collector.live;

import java.time.Duration;

/**
 * How much an instance keeps in memory to answer from.
 *
 * @param window how far back series reach, counted from the newest point of the cluster, so that
 *     every instance keeps the same; at least a minute
 * @param seriesBytes the most that points may take, in bytes of their wire form; the oldest minutes
 *     give way
 * @param maxRuns the most runs; those that started first give way
 */
public record LiveConfig(Duration window, long seriesBytes, int maxRuns) {

  /**
   * @throws IllegalArgumentException naming the setting that is out of its range
   */
  public LiveConfig {
    if (window.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException(
          "trainwatt.live.window is " + window + ": give at least PT1M");
    }
    if (seriesBytes < 1 << 20) {
      throw new IllegalArgumentException(
          "trainwatt.live.series-bytes is " + seriesBytes + ": give at least 1048576");
    }
    if (maxRuns < 1) {
      throw new IllegalArgumentException(
          "trainwatt.live.max-runs is " + maxRuns + ": give at least 1");
    }
  }
}
