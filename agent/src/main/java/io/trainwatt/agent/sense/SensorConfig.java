package io.trainwatt.agent.sense;

import io.trainwatt.agent.sensor.SensorChoice;
import io.trainwatt.agent.sensor.acpi.AcpiConfig;
import io.trainwatt.agent.sensor.amd.AmdConfig;
import io.trainwatt.agent.sensor.bmc.BmcConfig;
import io.trainwatt.agent.sensor.cray.CrayConfig;
import io.trainwatt.agent.sensor.hwmon.HwmonConfig;
import io.trainwatt.agent.sensor.intelgpu.IntelGpuConfig;
import io.trainwatt.agent.sensor.model.ModelConfig;
import io.trainwatt.agent.sensor.neuron.NeuronConfig;
import io.trainwatt.agent.sensor.nvml.NvmlConfig;
import io.trainwatt.agent.sensor.presence.PresenceConfig;
import io.trainwatt.agent.sensor.rapl.RaplConfig;
import io.trainwatt.agent.sensor.tpu.TpuConfig;
import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Settings of all sensors: a component and a line of {@link #read} each. */
public record SensorConfig(
    SensorChoice choice, //
    RaplConfig rapl,
    AmdConfig amd,
    IntelGpuConfig intelGpu,
    AcpiConfig acpi,
    HwmonConfig hwmon,
    CrayConfig cray,
    BmcConfig bmc,
    TpuConfig tpu,
    NeuronConfig neuron,
    PresenceConfig presence,
    NvmlConfig nvml,
    ModelConfig model) {

  /**
   * From what is configured.
   *
   * @param sysfsRoot {@code /sys} on a real machine
   * @param procRoot {@code /proc} on a real machine
   * @throws ConfigError naming file, key and remedy
   */
  public static SensorConfig read(Settings settings, Path sysfsRoot, Path procRoot)
      throws ConfigError {
    return new SensorConfig(
        SensorChoice.read(settings),
        RaplConfig.read(sysfsRoot),
        AmdConfig.read(sysfsRoot, procRoot),
        IntelGpuConfig.read(sysfsRoot, procRoot),
        AcpiConfig.read(sysfsRoot),
        HwmonConfig.read(sysfsRoot),
        CrayConfig.read(sysfsRoot),
        BmcConfig.read(settings, sysfsRoot),
        TpuConfig.read(settings, sysfsRoot, procRoot),
        NeuronConfig.read(settings, sysfsRoot),
        new PresenceConfig(sysfsRoot),
        NvmlConfig.read(settings, sysfsRoot),
        ModelConfig.read(settings, procRoot));
  }

  /** Defaults under the given roots; {@code /sys} and {@code /proc} on a real machine. */
  public static SensorConfig of(Path sysfsRoot, Path procRoot) {
    try {
      return read(new Settings(Optional.empty(), Map.of()), sysfsRoot, procRoot);
    } catch (ConfigError e) {
      throw new IllegalStateException("nothing is set, and yet it cannot be used", e);
    }
  }
}
