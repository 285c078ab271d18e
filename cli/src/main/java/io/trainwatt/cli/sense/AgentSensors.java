package io.trainwatt.cli.sense;

import io.trainwatt.agent.discovery.DiscoveryConfig;
import io.trainwatt.agent.discovery.ProcessSurvey;
import io.trainwatt.agent.sense.SensorConfig;
import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import io.trainwatt.agent.settings.SettingsFile;
import io.trainwatt.cli.console.Refusal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The settings as the agent would read them: its variables before its file. */
public final class AgentSensors {
  private AgentSensors() {}

  /**
   * @param file the agent's configuration; absent: the environment alone
   * @throws Refusal if a setting cannot be used
   */
  public static SensorConfig of(
      Optional<Path> file, Map<String, String> environment, Path sysfsRoot, Path procRoot) {
    try {
      return SensorConfig.read(settings(file, environment), sysfsRoot, procRoot);
    } catch (ConfigError e) {
      throw refusal(e);
    }
  }

  /**
   * What every process would be found as.
   *
   * @throws Refusal if a setting cannot be used
   */
  public static ProcessSurvey processes(
      Optional<Path> file, Map<String, String> environment, Path procRoot, Path cgroupRoot) {
    try {
      Settings settings = settings(file, environment);
      return ProcessSurvey.of(
          DiscoveryConfig.read(settings),
          procRoot,
          cgroupRoot,
          settings.get("node.cluster", Settings::text).orElse("local"),
          settings.get("node.name", Settings::text).orElse("node"));
    } catch (ConfigError e) {
      throw refusal(e);
    }
  }

  private static Settings settings(Optional<Path> file, Map<String, String> environment)
      throws ConfigError {
    return new Settings(
        file.isEmpty() ? Optional.empty() : Optional.of(SettingsFile.read(file.get())),
        environment);
  }

  private static Refusal refusal(ConfigError e) {
    return Refusal.wrongUse(
        String.valueOf(e.getMessage()), "docs/reference/agent-config.md lists every setting");
  }
}
