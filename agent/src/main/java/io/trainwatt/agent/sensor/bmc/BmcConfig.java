package io.trainwatt.agent.sensor.bmc;

import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import io.trainwatt.events.quantity.Power;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of the node's meters. With neither way set, nothing is asked of the BMC.
 *
 * @param sysfsRoot {@code /sys} on a real machine, where a BMC that nobody reads is noticed
 * @param interval how often each is read
 * @param maxPower no node draws more; what is above is implausible
 * @param ipmi absent: not read by IPMI
 * @param redfish absent: not read by Redfish
 */
public record BmcConfig(
    Path sysfsRoot,
    Duration interval,
    Power maxPower,
    Optional<IpmiConfig> ipmi,
    Optional<RedfishConfig> redfish) {

  /** Slower than the usual refresh of a BMC is fast enough. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);

  /** Twice what an eight-GPU node of 2025 draws at most. */
  public static final Power DEFAULT_MAX_POWER = Power.ofMilliwatts(30_000_000);

  private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(5);

  /**
   * @throws IllegalArgumentException if the interval is outside 1 s to 5 min
   */
  public BmcConfig {
    if (interval.compareTo(LEAST_INTERVAL) < 0 || interval.compareTo(LONGEST_INTERVAL) > 0) {
      throw new IllegalArgumentException("is outside 1s to 5m");
    }
  }

  /**
   * From what is configured below {@code sensors.bmc}.
   *
   * @throws ConfigError naming file, key and remedy
   */
  public static BmcConfig read(Settings settings, Path sysfsRoot) throws ConfigError {
    return new BmcSettings(settings).read(sysfsRoot);
  }

  /** Nothing configured. */
  public static BmcConfig of(Path sysfsRoot) {
    return new BmcConfig(
        sysfsRoot, DEFAULT_INTERVAL, DEFAULT_MAX_POWER, Optional.empty(), Optional.empty());
  }
}
