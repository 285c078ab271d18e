package io.trainwatt.agent.publish;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of the spool.
 *
 * @param directory where its one file lies
 * @param maxBytes what it may take on disk; 8 MiB or more
 * @param syncInterval how often the disk is told to make commits safe from a power cut; a crash of
 *     the agent alone never loses one
 */
public record SpoolConfig(Path directory, long maxBytes, Duration syncInterval) {

  /** What {@code maxBytes} is when nobody says. */
  public static final long DEFAULT_MAX_BYTES = 256L << 20;

  /** What {@code syncInterval} is when nobody says. */
  public static final Duration DEFAULT_SYNC_INTERVAL = Duration.ofSeconds(10);

  private static final long LEAST_BYTES = 8L << 20;

  /**
   * @throws IllegalArgumentException if a setting is outside its range
   */
  public SpoolConfig {
    if (maxBytes < LEAST_BYTES) {
      throw new IllegalArgumentException("is below 8 MiB: " + maxBytes);
    }
    if (syncInterval.isNegative() || syncInterval.isZero()) {
      throw new IllegalArgumentException("is not positive: " + syncInterval);
    }
  }
}
