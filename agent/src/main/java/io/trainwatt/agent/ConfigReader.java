package io.trainwatt.agent;

import io.trainwatt.agent.attribution.View;
import io.trainwatt.agent.control.SocketPaths;
import io.trainwatt.agent.discovery.DiscoveryConfig;
import io.trainwatt.agent.progress.watch.WatchConfig;
import io.trainwatt.agent.publish.SpoolConfig;
import io.trainwatt.agent.publish.kafka.KafkaConfig;
import io.trainwatt.agent.publish.kafka.ProducerSettings;
import io.trainwatt.agent.sense.SensorConfig;
import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.NearestName;
import io.trainwatt.agent.settings.Settings;
import io.trainwatt.events.node.EmbodiedHardware;
import io.trainwatt.events.node.Tariff;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Every key of the agent's configuration, its default and its range. */
final class ConfigReader {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final BigDecimal MAX_PUE = BigDecimal.valueOf(100);
  private static final BigDecimal MAX_WUE = BigDecimal.valueOf(100);
  private static final BigDecimal MAX_EMBODIED = BigDecimal.valueOf(1_000_000);
  private static final Duration STANDARD_LIFETIME = Duration.ofDays(1_461);
  private static final BigDecimal MAX_PRICE = MILLION;

  private final Settings settings;
  private final Surroundings surroundings;

  private ConfigReader(Settings settings, Surroundings surroundings) {
    this.settings = settings;
    this.surroundings = surroundings;
  }

  /**
   * @throws ConfigError naming file, key and remedy
   */
  static AgentConfig read(Settings settings, Surroundings surroundings) throws ConfigError {
    AgentConfig config = new ConfigReader(settings, surroundings).read();
    settings.rejectUnknown();
    return config;
  }

  private AgentConfig read() throws ConfigError {
    NodeConfig node = node();
    KafkaConfig kafka = kafka();
    Path dataDir = settings.get("dataDir", Settings::path).orElseGet(this::standardDataDir);
    Path socket = settings.get("socket", Settings::path).orElseGet(this::standardSocket);
    List<Path> lockDirs =
        settings
            .get("lockDir", Settings::path)
            .map(List::of)
            .orElse(List.of(Path.of("/run/lock"), Path.of("/tmp")));
    Path proc = settings.get("procRoot", Settings::path).orElse(Path.of("/proc"));
    Path sysfs = settings.get("sysfsRoot", Settings::path).orElse(Path.of("/sys"));
    Path cgroup = settings.get("cgroupRoot", Settings::path).orElse(Path.of("/sys/fs/cgroup"));
    Duration interval =
        settings
            .get("sampling.interval", ConfigReader::interval)
            .orElse(AgentConfig.DEFAULT_INTERVAL);
    return new AgentConfig(
        node,
        kafka,
        spool(dataDir.resolve("agent")),
        SensorConfig.read(settings, sysfs, proc),
        DiscoveryConfig.read(settings),
        settings.get("attribution.view", View::of).orElse(View.MARGINAL),
        WatchConfig.read(settings, proc),
        dataDir,
        socket,
        SocketPaths.isForEveryone(socket, surroundings.uid()),
        lockDirs,
        proc,
        sysfs,
        cgroup,
        interval);
  }

  private NodeConfig node() throws ConfigError {
    String cluster = settings.get("node.cluster", ConfigReader::name).orElse("local");
    String name = settings.get("node.name", ConfigReader::name).orElseGet(this::standardName);
    Optional<String> zone = settings.get("node.zone", Settings::text);
    Optional<Integer> pue = settings.get("node.pue", ConfigReader::puePpm);
    Optional<String> currency = settings.get("node.tariff.currency", ConfigReader::currency);
    Optional<Long> price =
        settings.get("node.tariff.pricePerKilowattHour", ConfigReader::priceMicros);
    if (currency.isPresent() != price.isPresent()) {
      throw new ConfigError(
          "node.tariff has %s without %s: set both or neither"
              .formatted(
                  currency.isPresent() ? "currency" : "pricePerKilowattHour",
                  currency.isPresent() ? "pricePerKilowattHour" : "currency"));
    }
    Optional<Tariff> tariff = currency.flatMap(c -> price.map(p -> new Tariff(c, p)));
    OptionalInt puePpm = pue.isPresent() ? OptionalInt.of(pue.get()) : OptionalInt.empty();
    Optional<Integer> water = settings.get("node.wue", ConfigReader::waterMilliliters);
    return new NodeConfig(
        cluster,
        name,
        zone,
        puePpm,
        tariff,
        water.isPresent() ? OptionalInt.of(water.get()) : OptionalInt.empty(),
        embodied());
  }

  private Optional<EmbodiedHardware> embodied() throws ConfigError {
    Optional<Long> milligrams =
        settings.get("node.embodied.kilograms", ConfigReader::embodiedMilligrams);
    Optional<Duration> lifetime = settings.get("node.embodied.lifetime", ConfigReader::lifetime);
    if (milligrams.isEmpty() && lifetime.isPresent()) {
      throw new ConfigError("node.embodied has lifetime without kilograms: set both or neither");
    }
    return milligrams.map(
        mass -> new EmbodiedHardware(mass, lifetime.orElse(STANDARD_LIFETIME).toSeconds()));
  }

  private KafkaConfig kafka() throws ConfigError {
    String servers =
        settings
            .get("kafka.bootstrapServers", Settings::text)
            .orElse(KafkaConfig.DEFAULT_BOOTSTRAP_SERVERS);
    Map<String, String> properties = settings.map("kafka.properties");
    if (!properties.isEmpty()) {
      Set<String> names = ProducerSettings.names();
      for (String name : properties.keySet()) {
        if (!names.contains(name)) {
          throw new ConfigError(
              "kafka.properties: '%s' is no producer setting of Kafka that may be changed;"
                      .formatted(name)
                  + NearestName.of(name, names).map(n -> " did you mean '" + n + "'?").orElse(""));
        }
      }
    }
    return new KafkaConfig(servers, properties);
  }

  private SpoolConfig spool(Path directory) throws ConfigError {
    long maxBytes =
        settings
            .get(
                "spool.maxBytes",
                text ->
                    new SpoolConfig(
                            directory, Settings.bytes(text), SpoolConfig.DEFAULT_SYNC_INTERVAL)
                        .maxBytes())
            .orElse(SpoolConfig.DEFAULT_MAX_BYTES);
    Duration sync =
        settings
            .get(
                "spool.syncInterval",
                text ->
                    new SpoolConfig(
                            directory, SpoolConfig.DEFAULT_MAX_BYTES, Settings.duration(text))
                        .syncInterval())
            .orElse(SpoolConfig.DEFAULT_SYNC_INTERVAL);
    return new SpoolConfig(directory, maxBytes, sync);
  }

  private String standardName() {
    String name = surroundings.hostname().replaceAll("[^A-Za-z0-9._-]", "-");
    return NAME.matcher(name).matches() ? name : "localhost";
  }

  private Path standardDataDir() {
    Path system = Path.of("/var/lib");
    if (surroundings.uid() == 0 && Files.isWritable(system)) {
      return system.resolve("trainwatt");
    }
    String state = surroundings.environment().getOrDefault("XDG_STATE_HOME", "");
    return (state.isBlank() ? Settings.path("~/.local/state") : Path.of(state))
        .resolve("trainwatt");
  }

  private Path standardSocket() {
    return SocketPaths.standard(surroundings.environment(), surroundings.uid());
  }

  private static String name(String text) {
    if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException("is no name: letters, digits, '.', '_' and '-'");
    }
    return text;
  }

  private static String currency(String text) {
    if (!CURRENCY.matcher(text).matches()) {
      throw new IllegalArgumentException("is no ISO 4217 currency such as EUR");
    }
    return text;
  }

  private static int puePpm(String text) {
    BigDecimal pue = Settings.decimal(text);
    if (pue.compareTo(BigDecimal.ONE) < 0 || pue.compareTo(MAX_PUE) > 0) {
      throw new IllegalArgumentException("is outside 1 to 100; a usual PUE is 1.1 to 2");
    }
    return pue.multiply(MILLION).setScale(0, RoundingMode.HALF_UP).intValueExact();
  }

  private static long priceMicros(String text) {
    BigDecimal price = Settings.decimal(text);
    if (price.signum() < 0 || price.compareTo(MAX_PRICE) > 0) {
      throw new IllegalArgumentException("is outside 0 to 1000000");
    }
    return price.multiply(MILLION).setScale(0, RoundingMode.HALF_UP).longValueExact();
  }

  private static int waterMilliliters(String text) {
    BigDecimal liters = Settings.decimal(text);
    if (liters.signum() < 0 || liters.compareTo(MAX_WUE) > 0) {
      throw new IllegalArgumentException(
          "is outside 0 to 100 litres for a kilowatt-hour; a usual WUE is 0.1 to 2");
    }
    return liters.movePointRight(3).setScale(0, RoundingMode.HALF_UP).intValueExact();
  }

  private static long embodiedMilligrams(String text) {
    BigDecimal kilograms = Settings.decimal(text);
    if (kilograms.signum() < 0 || kilograms.compareTo(MAX_EMBODIED) > 0) {
      throw new IllegalArgumentException("is outside 0 to 1000000 kg; a usual server has 1000");
    }
    return kilograms.movePointRight(6).setScale(0, RoundingMode.HALF_UP).longValueExact();
  }

  private static Duration lifetime(String text) {
    Duration lifetime = Settings.duration(text);
    if (lifetime.compareTo(Duration.ofDays(30)) < 0
        || lifetime.compareTo(Duration.ofDays(36_525)) > 0) {
      throw new IllegalArgumentException("is outside 30d to 36525d");
    }
    return lifetime;
  }

  private static Duration interval(String text) {
    Duration interval = Settings.duration(text);
    if (interval.compareTo(Duration.ofMillis(100)) < 0
        || interval.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("is outside 100ms to 1m");
    }
    return interval;
  }
}
