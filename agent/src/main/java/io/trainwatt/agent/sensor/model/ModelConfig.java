package io.trainwatt.agent.sensor.model;

import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import io.trainwatt.events.quantity.Power;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Settings of the CPU and memory models.
 *
 * @param procRoot {@code /proc} on a real machine
 * @param cpuIdle what all CPUs together draw when idle; absent: from the table
 * @param cpuMax what all CPUs together draw when busy; absent: from the table
 * @param memory what the memory draws; absent: from its size
 */
public record ModelConfig(
    Path procRoot, Optional<Power> cpuIdle, Optional<Power> cpuMax, Optional<Power> memory) {

  /**
   * @throws IllegalArgumentException if the idle power is above the maximum
   */
  public ModelConfig {
    if (cpuIdle.isPresent() && cpuMax.isPresent() && cpuIdle.get().compareTo(cpuMax.get()) > 0) {
      throw new IllegalArgumentException(
          "the CPU's idle power (%d mW) is above its maximum (%d mW)"
              .formatted(cpuIdle.get().milliwatts(), cpuMax.get().milliwatts()));
    }
  }

  /**
   * From what is configured below {@code model}.
   *
   * @throws ConfigError if a power is none, or the idle power above the maximum
   */
  public static ModelConfig read(Settings settings, Path procRoot) throws ConfigError {
    Optional<Power> idle = settings.get("model.cpuIdleWatts", Settings::watts);
    Optional<Power> max = settings.get("model.cpuMaxWatts", Settings::watts);
    Optional<Power> memory = settings.get("model.memoryWatts", Settings::watts);
    try {
      return new ModelConfig(procRoot, idle, max, memory);
    } catch (IllegalArgumentException e) {
      throw new ConfigError("model.cpuIdleWatts and model.cpuMaxWatts: " + e.getMessage());
    }
  }

  /** All from the machine and the tables. */
  public static ModelConfig of(Path procRoot) {
    return new ModelConfig(procRoot, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
