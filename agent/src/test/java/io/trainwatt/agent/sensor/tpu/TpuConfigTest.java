package io.trainwatt.agent.sensor.tpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import io.trainwatt.events.quantity.Power;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TpuConfigTest {
  private static TpuConfig read(Map<String, String> environment) throws ConfigError {
    return TpuConfig.read(
        new Settings(Optional.empty(), environment), Path.of("/sys"), Path.of("/proc"));
  }

  @Test
  void defaultIsWhereLibtpuServes() throws ConfigError {
    assertThat(read(Map.of()))
        .isEqualTo(
            new TpuConfig(
                Path.of("/sys"),
                Path.of("/proc"),
                List.of(new TpuConfig.Address("localhost", 8431)),
                Duration.ofMillis(800),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void everyKeyIsMapped() throws ConfigError {
    assertThat(
            read(
                Map.of(
                    "TRAINWATT_SENSORS_TPU_ADDRESS", "localhost:8431, [::1]:8432",
                    "TRAINWATT_SENSORS_TPU_TIMEOUT", "1s",
                    "TRAINWATT_SENSORS_TPU_CHIP_IDLE_WATTS", "60",
                    "TRAINWATT_SENSORS_TPU_CHIP_BUSY_WATTS", "210.5")))
        .isEqualTo(
            new TpuConfig(
                Path.of("/sys"),
                Path.of("/proc"),
                List.of(
                    new TpuConfig.Address("localhost", 8431), new TpuConfig.Address("[::1]", 8432)),
                Duration.ofSeconds(1),
                Optional.of(Power.ofMilliwatts(60_000)),
                Optional.of(Power.ofMilliwatts(210_500))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          TRAINWATT_SENSORS_TPU_ADDRESS | localhost | is no host:port
          TRAINWATT_SENSORS_TPU_ADDRESS | localhost:0 | is no host:port
          TRAINWATT_SENSORS_TPU_ADDRESS | , | names no address
          TRAINWATT_SENSORS_TPU_TIMEOUT | 2m | is outside 1ms to 1m
          """)
  void whatCannotBeIsRefused(String variable, String value, String message) {
    assertThatThrownBy(() -> read(Map.of(variable, value)))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining(message);
  }

  @Test
  void idleAboveBusyIsRefused() {
    Map<String, String> set =
        Map.of(
            "TRAINWATT_SENSORS_TPU_CHIP_IDLE_WATTS", "9",
            "TRAINWATT_SENSORS_TPU_CHIP_BUSY_WATTS", "8");
    assertThatThrownBy(() -> read(set)).hasMessageContaining("sensors.tpu.chipIdleWatts");
  }
}
