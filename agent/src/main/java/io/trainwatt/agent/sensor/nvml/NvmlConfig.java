package io.trainwatt.agent.sensor.nvml;

import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of the NVIDIA sensor.
 *
 * @param library a path, or a name for the system's loader to find; absent: no GPU is looked for
 * @param gaugeInterval how often the power of GPUs without an energy counter is read
 * @param counters whether energy counters are used where there are any; if not, power is integrated
 * @param sysfsRoot {@code /sys} on a real machine
 */
public record NvmlConfig(
    Optional<String> library, Duration gaugeInterval, boolean counters, Path sysfsRoot) {
  /** What the driver installs. */
  public static final String DEFAULT_LIBRARY = "libnvidia-ml.so.1";

  /** Gauges show a new value each 100 ms at most: twice that often, none is missed. */
  public static final Duration DEFAULT_GAUGE_INTERVAL = Duration.ofMillis(50);

  private static final Path SYSFS = Path.of("/sys");
  private static final Duration SHORTEST = Duration.ofMillis(20);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  /**
   * @throws IllegalArgumentException if the interval is outside 20 ms to 1 s
   */
  public NvmlConfig {
    if (gaugeInterval.compareTo(SHORTEST) < 0 || gaugeInterval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("is outside 20ms to 1s");
    }
  }

  /**
   * From what is configured below {@code sensors.nvml}. The machine's own library says nothing of
   * the machine a recorded tree was taken from: under one it is not used unless it is named.
   *
   * @throws ConfigError naming file, key and remedy
   */
  public static NvmlConfig read(Settings settings, Path sysfsRoot) throws ConfigError {
    Optional<String> library =
        settings
            .get("sensors.nvml.library", Settings::text)
            .or(() -> sysfsRoot.equals(SYSFS) ? Optional.of(DEFAULT_LIBRARY) : Optional.empty());
    Duration interval =
        settings
            .get(
                "sensors.nvml.gaugeInterval",
                text ->
                    new NvmlConfig(library, Settings.duration(text), true, sysfsRoot)
                        .gaugeInterval())
            .orElse(DEFAULT_GAUGE_INTERVAL);
    boolean counters = settings.get("sensors.nvml.counters", NvmlConfig::whetherUsed).orElse(true);
    return new NvmlConfig(library, interval, counters, sysfsRoot);
  }

  private static boolean whetherUsed(String text) {
    return switch (text) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new IllegalArgumentException("is neither on nor off");
    };
  }
}
