package io.trainwatt.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsTest {

  @TempDir Path directory;

  private Settings of(String yaml, Map<String, String> environment)
      throws IOException, ConfigError {
    Path file = Files.writeString(directory.resolve("agent.yaml"), yaml);
    return new Settings(Optional.of(SettingsFile.read(file)), environment);
  }

  @Test
  void textsStayAsTheyAreWritten() throws Exception {
    Settings settings = of("node:\n  zone: NO\n  name: 007\n", Map.of());
    assertThat(settings.get("node.zone", Settings::text)).contains("NO");
    assertThat(settings.get("node.name", Settings::text)).contains("007");
  }

  @Test
  void theEnvironmentGoesBeforeTheFile() throws Exception {
    Settings settings =
        of("kafka:\n  bootstrapServers: a:1\n", Map.of("TRAINWATT_KAFKA_BOOTSTRAP_SERVERS", "b:2"));
    assertThat(settings.get("kafka.bootstrapServers", Settings::text)).contains("b:2");
  }

  @Test
  void anUnknownKeyNamesFileLineAndTheNearestKnownOne() throws Exception {
    Settings settings = of("sampling:\n  interval: 1s\n  intervall: 2s\n", Map.of());
    assertThat(settings.get("sampling.interval", Settings::duration))
        .contains(Duration.ofSeconds(1));
    assertThatThrownBy(settings::rejectUnknown)
        .isInstanceOf(ConfigError.class)
        .hasMessage(
            directory.resolve("agent.yaml")
                + " line 3: unknown key 'sampling.intervall'; did you mean 'sampling.interval'?");
  }

  @Test
  void aWrongValueNamesFileLineAndWhatWouldBeRight() throws Exception {
    Settings settings = of("a: 1\nsampling:\n  interval: fast\n", Map.of());
    assertThatThrownBy(() -> settings.get("sampling.interval", Settings::duration))
        .hasMessageContaining("agent.yaml line 3: sampling.interval: 'fast' is no duration;");
  }

  @Test
  void aWrongVariableIsNamed() {
    Settings settings = new Settings(Optional.empty(), Map.of("TRAINWATT_A_B", "x"));
    assertThatThrownBy(() -> settings.get("a.b", Settings::bytes))
        .hasMessageContaining("environment variable TRAINWATT_A_B: 'x' is no size");
  }

  @Test
  void aKeyNamedTwiceIsRefused() {
    assertThatThrownBy(() -> of("a: 1\na: 2\n", Map.of()))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("line 2: key 'a' is there twice");
  }

  @Test
  void whatIsNoYamlIsNamedWithItsLine() {
    assertThatThrownBy(() -> of("a: 1\nb: [\n", Map.of()))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("line 3");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> SettingsFile.read(directory.resolve("none.yaml")))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("none.yaml");
  }

  @Test
  void anAliasWithinItselfEnds() {
    assertThatThrownBy(() -> of("a: &x\n  b: *x\n", Map.of())).isInstanceOf(ConfigError.class);
  }

  @Test
  void mapsComeFromDottedAndNestedKeysAndTheEnvironment() throws Exception {
    Settings settings =
        of(
            "kafka:\n  properties:\n    linger.ms: 5\n    sasl:\n      mechanism: PLAIN\n",
            Map.of("TRAINWATT_KAFKA_PROPERTIES", "linger.ms=9\nacks = 1"));
    assertThat(settings.map("kafka.properties"))
        .isEqualTo(Map.of("linger.ms", "9", "sasl.mechanism", "PLAIN", "acks", "1"));
    settings.rejectUnknown();
  }

  @Test
  void anEmptyFileAndAnEmptySectionAreFine() throws Exception {
    assertThat(of("", Map.of()).known()).isEmpty();
    Settings settings = of("kafka:\n", Map.of());
    assertThat(settings.get("kafka.bootstrapServers", Settings::text)).isEmpty();
    settings.rejectUnknown();
  }

  @ParameterizedTest
  @CsvSource({"500ms,500", "2s,2000", "5m,300000", "1h,3600000", "7d,604800000"})
  void durationsCarryTheirUnit(String text, long millis) {
    assertThat(Settings.duration(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"17,17", "17B,17", "1KiB,1024", "256MiB,268435456", "2GiB,2147483648"})
  void sizesCarryTheirUnit(String text, long bytes) {
    assertThat(Settings.bytes(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "zone, node.zone",
    "node.cpu, node.pue",
    "kafka.bootstrap_servers, kafka.bootstrapServers",
    "spool.maxbyte, spool.maxBytes"
  })
  void theNearestNameIsWhatSomebodyProbablyMeant(String wrong, String meant) {
    assertThat(
            NearestName.of(
                wrong,
                List.of("node.zone", "node.pue", "kafka.bootstrapServers", "spool.maxBytes")))
        .contains(meant);
  }
}
