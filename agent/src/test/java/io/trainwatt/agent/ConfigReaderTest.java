package io.trainwatt.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainwatt.agent.attribution.View;
import io.trainwatt.agent.discovery.DiscoveryConfig;
import io.trainwatt.agent.discovery.Finder;
import io.trainwatt.agent.discovery.Mode;
import io.trainwatt.agent.discovery.Rule;
import io.trainwatt.agent.progress.pattern.LinePattern;
import io.trainwatt.agent.progress.watch.WatchConfig;
import io.trainwatt.agent.publish.SpoolConfig;
import io.trainwatt.agent.publish.kafka.KafkaConfig;
import io.trainwatt.agent.sense.SensorConfig;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.SensorChoice;
import io.trainwatt.agent.sensor.model.ModelConfig;
import io.trainwatt.agent.sensor.nvml.NvmlConfig;
import io.trainwatt.agent.sensor.rapl.RaplConfig;
import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import io.trainwatt.agent.settings.SettingsFile;
import io.trainwatt.events.node.EmbodiedHardware;
import io.trainwatt.events.node.Tariff;
import io.trainwatt.events.quantity.Power;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigReaderTest {

  private static final Map<String, String> HOME =
      Map.of("XDG_STATE_HOME", "/home/u/state", "XDG_RUNTIME_DIR", "/nowhere");
  private static final Surroundings USER = new Surroundings(HOME, 1000, "gpu-node 7");

  @TempDir Path directory;

  private AgentConfig read(String yaml) throws IOException, ConfigError {
    Path file = Files.writeString(directory.resolve("agent.yaml"), yaml);
    return ConfigReader.read(new Settings(Optional.of(SettingsFile.read(file)), Map.of()), USER);
  }

  @Test
  void theDefaultsWorkOnALaptop() throws ConfigError {
    AgentConfig config = ConfigReader.read(new Settings(Optional.empty(), Map.of()), USER);
    Path socket = config.socket();
    assertThat(config)
        .isEqualTo(
            new AgentConfig(
                new NodeConfig(
                    "local", "gpu-node-7", Optional.empty(), OptionalInt.empty(), Optional.empty()),
                new KafkaConfig("127.0.0.1:19092", Map.of()),
                new SpoolConfig(
                    Path.of("/home/u/state/trainwatt/agent"), 268_435_456, Duration.ofSeconds(10)),
                SensorConfig.of(Path.of("/sys"), Path.of("/proc")),
                DiscoveryConfig.read(new Settings(Optional.empty(), Map.of())),
                View.MARGINAL,
                new WatchConfig(Path.of("/proc"), true, Optional.empty()),
                Path.of("/home/u/state/trainwatt"),
                socket,
                false,
                List.of(Path.of("/run/lock"), Path.of("/tmp")),
                Path.of("/proc"),
                Path.of("/sys"),
                Path.of("/sys/fs/cgroup"),
                Duration.ofSeconds(1)));
    assertThat(socket)
        .isIn(Path.of("/run/trainwatt/agent.sock"), Path.of("/tmp/trainwatt-1000/agent.sock"));
    assertThat(config.node().id()).isEqualTo("local/gpu-node-7");
  }

  @Test
  void everyKeyIsMapped() throws Exception {
    AgentConfig config =
        read(
            """
            node:
              cluster: c
              name: n
              zone: DE
              pue: 1.25
              tariff: {currency: EUR, pricePerKilowattHour: 0.3125}
              wue: 0.15
              embodied: {kilograms: 3800.5, lifetime: 2000d}
            kafka:
              bootstrapServers: [a:1, b:2]
              properties: {linger.ms: 9}
            dataDir: /d
            socket: /s/a.sock
            lockDir: /l
            procRoot: /p
            sysfsRoot: /y
            cgroupRoot: /g
            sampling: {interval: 500ms}
            progress: {files: no, pattern: 'at (?<step>\\d+)'}
            spool: {maxBytes: 16MiB, syncInterval: 2s}
            model: {cpuIdleWatts: 10.5, cpuMaxWatts: 100, memoryWatts: 7}
            sensors:
              enabled: [powercap, model]
              disabled: ipmi
              inTotal: {include: [psys], exclude: [package-0]}
              rest: nobody
              nvml: {library: /n/libnvidia-ml.so.1, gaugeInterval: 100ms, counters: off}
            attribution: {view: reservation}
            discovery:
              enabled: false
              interval: 5s
              slurm: training
              units: all
              slurmRuns: step
              minMemory: 1GiB
              minAge: 1m
              allow: ["user:alice", "name:train*"]
              deny: "kubernetes.namespace:kube-system"
              hostRoot: /host
            """);
    assertThat(config)
        .isEqualTo(
            new AgentConfig(
                new NodeConfig(
                    "c",
                    "n",
                    Optional.of("DE"),
                    OptionalInt.of(1_250_000),
                    Optional.of(new Tariff("EUR", 312_500)),
                    OptionalInt.of(150),
                    Optional.of(new EmbodiedHardware(3_800_500_000L, 172_800_000))),
                new KafkaConfig("a:1,b:2", Map.of("linger.ms", "9")),
                new SpoolConfig(Path.of("/d/agent"), 16 << 20, Duration.ofSeconds(2)),
                config.sensors(),
                config.discovery(),
                View.RESERVATION,
                new WatchConfig(
                    Path.of("/p"), false, Optional.of(LinePattern.of("at (?<step>\\d+)"))),
                Path.of("/d"),
                Path.of("/s/a.sock"),
                false,
                List.of(Path.of("/l")),
                Path.of("/p"),
                Path.of("/y"),
                Path.of("/g"),
                Duration.ofMillis(500)));
    DiscoveryConfig discovery = config.discovery();
    assertThat(discovery.modes())
        .containsEntry(Finder.SLURM, Mode.TRAINING)
        .containsEntry(Finder.UNITS, Mode.ALL)
        .containsEntry(Finder.KUBERNETES, Mode.TRAINING)
        .containsEntry(Finder.MACHINES, Mode.OFF);
    assertThat(discovery)
        .isEqualTo(
            new DiscoveryConfig(
                false,
                Duration.ofSeconds(5),
                discovery.modes(),
                true,
                1L << 30,
                Duration.ofMinutes(1),
                List.of(new Rule("user:alice"), new Rule("name:train*")),
                List.of(new Rule("kubernetes.namespace:kube-system")),
                Path.of("/host")));
    assertThat(config.sensors().rapl()).isEqualTo(new RaplConfig(Path.of("/y")));
    assertThat(config.sensors().nvml())
        .isEqualTo(
            new NvmlConfig(
                Optional.of("/n/libnvidia-ml.so.1"), Duration.ofMillis(100), false, Path.of("/y")));
    assertThat(config.sensors().model())
        .isEqualTo(
            new ModelConfig(
                Path.of("/p"),
                Optional.of(Power.ofMilliwatts(10_500)),
                Optional.of(Power.ofMilliwatts(100_000)),
                Optional.of(Power.ofMilliwatts(7_000))));
    assertThat(config.sensors().choice())
        .isEqualTo(
            new SensorChoice(
                Set.of("powercap", "model"),
                Set.of("ipmi"),
                Set.of("psys"),
                Set.of("package-0"),
                new Device.Split.Nobody()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          nodes: {name: x} | unknown key 'nodes.name'; did you mean 'node.name'?
          node: {name: a/b} | 'a/b' is no name
          sensors: {nvml: {gaugeInterval: 2s}} | '2s' is outside 20ms to 1s
          sensors: {nvml: {libary: x}} | did you mean 'sensors.nvml.library'?
          node: {pue: 0.9} | '0.9' is outside 1 to 100
          node: {wue: -1} | '-1' is outside 0 to 100 litres
          node: {embodied: {kilograms: -5}} | '-5' is outside 0 to 1000000 kg
          node: {embodied: {lifetime: 2000d}} | lifetime without kilograms
          node: {tariff: {currency: euro}} | 'euro' is no ISO 4217 currency
          node: {tariff: {currency: EUR}} | currency without pricePerKilowattHour
          sampling: {interval: 10ms} | '10ms' is outside 100ms to 1m
          progress: {files: maybe} | 'maybe' is neither true nor false
          progress: {pattern: 'step (?<stpe>1)'} | has a group 'stpe'; groups are step
          spool: {maxBytes: 1KiB} | '1KiB' is below 8 MiB
          spool: {syncInterval: 0s} | '0s' is not positive
          model: {cpuIdleWatts: 9, cpuMaxWatts: 8} | idle power (9000 mW) is above
          model: {cpuIdleWatts: -1} | '-1' is outside 0 to 1000000 W
          attribution: {view: both} | 'both' is neither marginal nor reservation
          discovery: {slurm: some} | 'some' is none of all, training, off
          discovery: {slurmRuns: task} | 'task' is neither job nor step
          discovery: {enabled: maybe} | 'maybe' is neither true nor false
          discovery: {interval: 1ms} | '1ms' is outside 100ms to 5m
          discovery: {deny: root} | is no rule; write user:alice
          discovery: {kubernets: all} | did you mean 'discovery.kubernetes'?
          kafka: {properties: {lingerms: 1}} | 'lingerms' is no producer setting
          kafka: {properties: {acks: 1}} | 'acks' is no producer setting
          """)
  void whatCannotBeIsRefusedWithItsRemedy(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining(message);
  }

  @Test
  void theReferenceHasEveryKeyWithItsVariableAndNoOther() throws Exception {
    Settings settings = new Settings(Optional.empty(), Map.of());
    ConfigReader.read(settings, USER);
    Path root = Path.of(System.getProperty("trainwatt.root", "."));
    String reference = Files.readString(root.resolve("docs/reference/agent-config.md"));
    List<String> rows =
        reference
            .lines()
            .filter(line -> line.contains("| `TRAINWATT_"))
            .map(line -> line.substring(0, line.indexOf(" |", line.indexOf("`TRAINWATT_"))))
            .toList();
    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            settings.known().stream()
                .map(key -> "| `%s` | `%s`".formatted(key, Settings.variable(key)))
                .toList());
  }
}
