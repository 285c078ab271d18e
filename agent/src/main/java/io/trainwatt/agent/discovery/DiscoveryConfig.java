package io.trainwatt.agent.discovery;

import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes a run by itself.
 *
 * @param interval how often it is looked for new processes
 * @param modes by finder; one that isn't there has its usual mode
 * @param slurmSteps whether each step of a Slurm job is a run, instead of the job
 * @param minMemoryBytes a process that holds less memory isn't looked at for training
 * @param minAge a process that is younger isn't taken for a training yet
 * @param allow if there are any, one of them must fit
 * @param deny none of them may fit
 * @param hostRoot where the node's own files are, such as {@code /var/log/pods}
 */
public record DiscoveryConfig(
    boolean enabled,
    Duration interval,
    Map<Finder, Mode> modes,
    boolean slurmSteps,
    long minMemoryBytes,
    Duration minAge,
    List<Rule> allow,
    List<Rule> deny,
    Path hostRoot) {
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(2);
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration DEFAULT_AGE = Duration.ofSeconds(10);
  private static final long DEFAULT_MEMORY = 64L << 20;

  public DiscoveryConfig {
    modes = Map.copyOf(modes);
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
  }

  /**
   * From what is configured below {@code discovery}.
   *
   * @throws ConfigError naming file, key and remedy
   */
  public static DiscoveryConfig read(Settings settings) throws ConfigError {
    Map<Finder, Mode> modes = new EnumMap<>(Finder.class);
    boolean enabled = settings.get("discovery.enabled", DiscoveryConfig::flag).orElse(true);
    Duration interval =
        settings.get("discovery.interval", DiscoveryConfig::interval).orElse(DEFAULT_INTERVAL);
    for (Finder finder : Finder.values()) {
      Optional<Mode> mode = settings.get("discovery." + finder.word(), Mode::of);
      modes.put(finder, mode.orElse(finder.usual()));
    }
    return new DiscoveryConfig(
        enabled,
        interval,
        modes,
        settings.get("discovery.slurmRuns", DiscoveryConfig::steps).orElse(false),
        settings.get("discovery.minMemory", Settings::bytes).orElse(DEFAULT_MEMORY),
        settings.get("discovery.minAge", Settings::duration).orElse(DEFAULT_AGE),
        settings.get("discovery.allow", DiscoveryConfig::rules).orElse(List.of()),
        settings.get("discovery.deny", DiscoveryConfig::rules).orElse(List.of()),
        settings.get("discovery.hostRoot", Settings::path).orElse(Path.of("/")));
  }

  private static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("is neither true nor false");
    };
  }

  private static boolean steps(String text) {
    return switch (text) {
      case "job" -> false;
      case "step" -> true;
      default -> throw new IllegalArgumentException("is neither job nor step");
    };
  }

  private static Duration interval(String text) {
    Duration interval = Settings.duration(text);
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("is outside 100ms to 5m");
    }
    return interval;
  }

  private static List<Rule> rules(String text) {
    return Settings.words(text).stream().map(Rule::new).toList();
  }

  Mode mode(Finder finder) {
    return modes.getOrDefault(finder, finder.usual());
  }
}
