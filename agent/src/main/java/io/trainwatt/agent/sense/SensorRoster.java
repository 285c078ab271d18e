package io.trainwatt.agent.sense;

import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.acpi.AcpiSensor;
import io.trainwatt.agent.sensor.amd.AmdSensor;
import io.trainwatt.agent.sensor.bmc.IpmiSensor;
import io.trainwatt.agent.sensor.bmc.RedfishSensor;
import io.trainwatt.agent.sensor.cray.CraySensor;
import io.trainwatt.agent.sensor.hwmon.HwmonSensor;
import io.trainwatt.agent.sensor.intelgpu.IntelGpuSensor;
import io.trainwatt.agent.sensor.model.ModelSensor;
import io.trainwatt.agent.sensor.neuron.NeuronSensor;
import io.trainwatt.agent.sensor.nvml.NvmlSensor;
import io.trainwatt.agent.sensor.presence.PresenceSensor;
import io.trainwatt.agent.sensor.rapl.RaplSensor;
import io.trainwatt.agent.sensor.tpu.TpuSensor;
import io.trainwatt.events.node.Finding;
import java.util.List;
import java.util.stream.Collectors;

/** Where sensors are registered: one line each, in order of preference. */
public final class SensorRoster {
  private SensorRoster() {}

  /** The sensors this agent knows and the operator wants. */
  public static List<Sensor> of(SensorConfig config, MonotonicClock clock) {
    return all(config, clock).stream()
        .filter(sensor -> config.choice().uses(sensor.name()))
        .toList();
  }

  /** What the operator switches on or off and is not there. */
  public static List<Finding> findings(SensorConfig config, MonotonicClock clock) {
    return config
        .choice()
        .unknownSensors(all(config, clock).stream().map(Sensor::name).collect(Collectors.toSet()));
  }

  private static List<Sensor> all(SensorConfig config, MonotonicClock clock) {
    return List.of(
        new RaplSensor(config.rapl(), clock),
        new AmdSensor(config.amd(), clock),
        new IntelGpuSensor(config.intelGpu(), clock),
        new CraySensor(config.cray(), clock),
        new AcpiSensor(config.acpi(), clock),
        new HwmonSensor(config.hwmon(), clock),
        new NvmlSensor(config.nvml(), clock),
        new RedfishSensor(config.bmc(), clock),
        new TpuSensor(config.tpu(), clock),
        new NeuronSensor(config.neuron(), clock),
        new IpmiSensor(config.bmc(), clock),
        new PresenceSensor(config.presence(), clock),
        new ModelSensor(config.model(), clock));
  }
}
