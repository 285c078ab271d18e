package io.trainwatt.agent.sensor.bmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import io.trainwatt.events.quantity.Power;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BmcConfigTest {
  private static final Path SYS = Path.of("/sys");

  private static BmcConfig read(Map<String, String> keys) throws ConfigError {
    Map<String, String> environment = new TreeMap<>();
    keys.forEach((key, value) -> environment.put(Settings.variable("sensors.bmc." + key), value));
    return BmcConfig.read(new Settings(Optional.empty(), environment), SYS);
  }

  @Test
  void nothingIsAskedUnlessConfigured() throws ConfigError {
    assertThat(read(Map.of()))
        .isEqualTo(
            new BmcConfig(
                SYS,
                Duration.ofSeconds(5),
                Power.ofMilliwatts(30_000_000),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void everyKeyIsMapped() throws ConfigError {
    BmcConfig config =
        read(
            Map.ofEntries(
                Map.entry("interval", "10s"),
                Map.entry("maxWatts", "12000"),
                Map.entry("ipmi.command", "sudo -n  ipmitool dcmi power reading"),
                Map.entry("ipmi.timeout", "2s"),
                Map.entry("redfish.url", "https://bmc.example:8443/redfish/v1"),
                Map.entry("redfish.user", "u"),
                Map.entry("redfish.passwordFile", "/p"),
                Map.entry("redfish.auth", "basic"),
                Map.entry("redfish.pinSha256", "AB:".repeat(31) + "AB"),
                Map.entry("redfish.chassis", "Node"),
                Map.entry("redfish.timeout", "3s")));
    assertThat(config)
        .isEqualTo(
            new BmcConfig(
                SYS,
                Duration.ofSeconds(10),
                Power.ofMilliwatts(12_000_000),
                Optional.of(
                    new IpmiConfig(
                        List.of("sudo", "-n", "ipmitool", "dcmi", "power", "reading"),
                        Duration.ofSeconds(2))),
                Optional.of(
                    new RedfishConfig(
                        URI.create("https://bmc.example:8443/"),
                        Optional.of(new RedfishConfig.Account("u", Path.of("/p"))),
                        RedfishConfig.Auth.BASIC,
                        new RedfishConfig.Trust.Pinned("ab".repeat(32)),
                        Optional.of("Node"),
                        Duration.ofSeconds(3)))));
  }

  @Test
  void authoritiesAreAFile() throws ConfigError {
    BmcConfig config = read(Map.of("redfish.url", "https://b", "redfish.caFile", "/ca.pem"));
    assertThat(config.redfish().orElseThrow().trust())
        .isEqualTo(new RedfishConfig.Trust.Authorities(Path.of("/ca.pem")));
  }

  @Test
  void listOfTheFileIsACommand() throws ConfigError {
    assertThat(read(Map.of("ipmi.command", "ipmitool,dcmi,power")).ipmi().orElseThrow().command())
        .containsExactly("ipmitool", "dcmi", "power");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          interval | 100ms | is outside 1s to 5m
          redfish.url | bmc.example | is no URL such as https://bmc.example
          redfish.url | ftp://bmc.example | is no URL such as https://bmc.example
          redfish.url | https://u:p@bmc.example | holds a password
          redfish.user | u | user without passwordFile
          redfish.passwordFile | /p | passwordFile without user
          redfish.caFile | /ca.pem | has no url
          redfish.pinSha256 | ab | is no SHA-256
          redfish.auth | digest | is neither session nor basic
          ipmi.timeout | 2m | is outside 1ms to 1m
          """)
  void whatCannotBeIsRefusedWithItsRemedy(String key, String value, String message) {
    assertThatThrownBy(() -> read(Map.of(key, value)))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining(message);
  }

  @Test
  void passwordIsNeverSentInClearText() {
    Map<String, String> keys =
        Map.of(
            "redfish.url", "http://bmc.example",
            "redfish.user", "u",
            "redfish.passwordFile", "/p");
    assertThatThrownBy(() -> read(keys))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("would show the password to the network");
  }
}
