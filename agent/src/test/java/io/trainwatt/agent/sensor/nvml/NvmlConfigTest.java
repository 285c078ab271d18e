package io.trainwatt.agent.sensor.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NvmlConfigTest {
  private static NvmlConfig read(Path sysfs, Map<String, String> environment) throws ConfigError {
    return NvmlConfig.read(new Settings(Optional.empty(), environment), sysfs);
  }

  @Test
  void machinesOwnLibraryIsTheDefault() throws ConfigError {
    assertThat(read(Path.of("/sys"), Map.of()))
        .isEqualTo(
            new NvmlConfig(
                Optional.of("libnvidia-ml.so.1"), Duration.ofMillis(50), true, Path.of("/sys")));
  }

  @Test
  void recordedTreeIsNotReadWithTheMachinesOwnLibrary() throws ConfigError {
    assertThat(read(Path.of("/recorded/sys"), Map.of()).library()).isEmpty();
    assertThat(
            read(Path.of("/recorded/sys"), Map.of("TRAINWATT_SENSORS_NVML_LIBRARY", "/l.so"))
                .library())
        .contains("/l.so");
  }

  @Test
  void intervalThatNoGaugeNeedsIsRefused() {
    assertThatThrownBy(
            () -> read(Path.of("/sys"), Map.of("TRAINWATT_SENSORS_NVML_GAUGE_INTERVAL", "10ms")))
        .hasMessageContaining("TRAINWATT_SENSORS_NVML_GAUGE_INTERVAL")
        .hasMessageContaining("'10ms' is outside 20ms to 1s");
  }

  @Test
  void whetherCountersAreUsedIsSaidByTwoWords() throws ConfigError {
    assertThat(read(Path.of("/sys"), Map.of("TRAINWATT_SENSORS_NVML_COUNTERS", "off")).counters())
        .isFalse();
    assertThatThrownBy(() -> read(Path.of("/sys"), Map.of("TRAINWATT_SENSORS_NVML_COUNTERS", "no")))
        .hasMessageContaining("'no' is neither on nor off");
  }
}
