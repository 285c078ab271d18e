package io.trainwatt.cli.sense;

import io.trainwatt.agent.sense.SensorConfig;
import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import io.trainwatt.agent.settings.SettingsFile;
import io.trainwatt.cli.console.Refusal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The sensors' settings as the agent would read them: its variables before its file. */
public final class AgentSensors {
  private AgentSensors() {}

  /**
   * @param file the agent's configuration; absent: the environment alone
   * @throws Refusal if a setting cannot be used
   */
  public static SensorConfig of(
      Optional<Path> file, Map<String, String> environment, Path sysfsRoot, Path procRoot) {
    try {
      Optional<SettingsFile> settings =
          file.isEmpty() ? Optional.empty() : Optional.of(SettingsFile.read(file.get()));
      return SensorConfig.read(new Settings(settings, environment), sysfsRoot, procRoot);
    } catch (ConfigError e) {
      throw Refusal.wrongUse(
          String.valueOf(e.getMessage()), "docs/reference/agent-config.md lists every setting");
    }
  }
}
