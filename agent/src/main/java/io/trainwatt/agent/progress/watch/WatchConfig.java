package io.trainwatt.agent.progress.watch;

import io.trainwatt.agent.progress.pattern.LinePattern;
import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether and how the files of trainings are read.
 *
 * @param procRoot {@code /proc} on a real machine
 * @param files whether files are looked for at all
 * @param pattern the operator's own, for lines that no format has
 */
public record WatchConfig(Path procRoot, boolean files, Optional<LinePattern> pattern) {

  /**
   * Reads the keys below {@code progress}.
   *
   * @throws ConfigError naming file, key and remedy
   */
  public static WatchConfig read(Settings settings, Path procRoot) throws ConfigError {
    boolean files = settings.get("progress.files", WatchConfig::yesOrNo).orElse(true);
    return new WatchConfig(procRoot, files, settings.get("progress.pattern", LinePattern::of));
  }

  private static boolean yesOrNo(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new IllegalArgumentException("is neither true nor false");
    };
  }
}
