package io.trainwatt.agent.settings;

import io.trainwatt.events.quantity.Power;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings by key. A key stands in the file as a path of names ({@code kafka.bootstrapServers}) and
 * in the environment in capitals ({@code TRAINWATT_KAFKA_BOOTSTRAP_SERVERS}), which goes before the
 * file. What is asked for is known; at the end {@link #rejectUnknown} refuses what was never asked
 * for. Used by one thread.
 */
public final class Settings {

  private static final Pattern CAMEL = Pattern.compile("([a-z0-9])([A-Z])");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");
  private static final Pattern BYTES = Pattern.compile("(\\d{1,15})\\s*(B|KiB|MiB|GiB)?");
  private static final BigDecimal MAX_WATTS = BigDecimal.valueOf(1_000_000);
  private static final Pattern COMMA = Pattern.compile(",");

  private final Optional<SettingsFile> file;
  private final Map<String, String> environment;
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> knownMaps = new LinkedHashSet<>();

  /**
   * @param file absent: the environment alone
   */
  public Settings(Optional<SettingsFile> file, Map<String, String> environment) {
    this.file = file;
    this.environment = Map.copyOf(environment);
  }

  /** Something that may refuse a text by its message. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * @throws IllegalArgumentException saying what the text should be
     */
    T read(String text);
  }

  /** The environment's name of a key. */
  public static String variable(String key) {
    String words = CAMEL.matcher(key).replaceAll("$1_$2");
    return "TRAINWATT_" + words.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /**
   * A setting.
   *
   * @throws ConfigError if the reader refuses it, naming where it stands
   */
  public <T> Optional<T> get(String key, Reader<T> reader) throws ConfigError {
    known.add(key);
    String set = environment.get(variable(key));
    if (set != null && !set.isBlank()) {
      return Optional.of(read(set.strip(), reader, "environment variable " + variable(key)));
    }
    Optional<SettingsFile.Entry> entry = file.flatMap(f -> f.entry(key));
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(read(entry.get().text(), reader, entry.get().place() + ": " + key));
  }

  private static <T> T read(String text, Reader<T> reader, String place) throws ConfigError {
    try {
      return reader.read(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigError("%s: '%s' %s".formatted(place, text, e.getMessage()));
    }
  }

  /**
   * All settings below a key, by the rest of their names. In the environment: lines of name=value.
   *
   * @throws ConfigError if a line of the environment has no name
   */
  public Map<String, String> map(String key) throws ConfigError {
    knownMaps.add(key);
    Map<String, String> map = new TreeMap<>(file.map(f -> f.below(key)).orElse(Map.of()));
    String set = environment.getOrDefault(variable(key), "");
    for (String line : set.lines().toList()) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        map.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
      } else if (!line.isBlank()) {
        throw new ConfigError(
            "environment variable " + variable(key) + ": write one name=value a line");
      }
    }
    return map;
  }

  /** Every key asked for so far, in that order. */
  public Set<String> known() {
    Set<String> all = new LinkedHashSet<>(known);
    all.addAll(knownMaps);
    return all;
  }

  /**
   * @throws ConfigError if the file has a key that nobody asked for; names the nearest known one
   */
  public void rejectUnknown() throws ConfigError {
    if (file.isEmpty()) {
      return;
    }
    for (SettingsFile.Entry entry : file.get().entries()) {
      String key = entry.key();
      boolean emptySection =
          entry.text().isEmpty() && known().stream().anyMatch(k -> k.startsWith(key + "."));
      if (!emptySection
          && !known.contains(key)
          && knownMaps.stream().noneMatch(m -> key.startsWith(m + "."))) {
        String nearest =
            NearestName.of(key, known()).map(n -> "; did you mean '" + n + "'?").orElse("");
        throw new ConfigError("%s: unknown key '%s'%s".formatted(entry.place(), key, nearest));
      }
    }
  }

  /** Any text but an empty one. */
  public static String text(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("is empty");
    }
    return text;
  }

  /** A path; {@code ~} is the home directory. */
  public static Path path(String text) {
    String home = System.getProperty("user.home", "");
    return Path.of(text.startsWith("~/") ? home + text.substring(1) : text);
  }

  /** {@code 500ms}, {@code 2s}, {@code 5m}, {@code 1h}, {@code 7d}. */
  public static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("is no duration; write 500ms, 2s, 5m, 1h or 7d");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /** {@code 256MiB}, {@code 1GiB}, {@code 1048576}. */
  public static long bytes(String text) {
    Matcher matcher = BYTES.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("is no size; write 256MiB, 1GiB or a number of bytes");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "KiB" -> Math.multiplyExact(amount, 1L << 10);
      case "MiB" -> Math.multiplyExact(amount, 1L << 20);
      case "GiB" -> Math.multiplyExact(amount, 1L << 30);
      case null, default -> amount;
    };
  }

  /** A decimal number, exactly. */
  public static BigDecimal decimal(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("is no number", e);
    }
  }

  /** A power in watts, 0 to 1 MW, rounded to a milliwatt. */
  public static Power watts(String text) {
    BigDecimal watts = decimal(text);
    if (watts.signum() < 0 || watts.compareTo(MAX_WATTS) > 0) {
      throw new IllegalArgumentException("is outside 0 to 1000000 W");
    }
    return Power.ofMilliwatts(
        watts.movePointRight(3).setScale(0, RoundingMode.HALF_UP).longValueExact());
  }

  /** Comma-separated words. */
  public static List<String> words(String text) {
    return COMMA.splitAsStream(text).map(String::strip).filter(w -> !w.isEmpty()).toList();
  }
}
