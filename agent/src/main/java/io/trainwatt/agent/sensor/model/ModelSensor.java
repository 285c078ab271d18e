package io.trainwatt.agent.sensor.model;

import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.events.node.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** CPU and memory by model: stand-ins for what no counter or gauge measures. */
public final class ModelSensor implements Sensor {
  private final ModelConfig config;
  private final MonotonicClock clock;
  private Optional<CpuModel> cpu = Optional.empty();
  private Optional<MemoryModel> memory = Optional.empty();

  /** Under a /proc root; nothing is opened before the probe. */
  public ModelSensor(ModelConfig config, MonotonicClock clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "model";
  }

  @Override
  public Probe probe() {
    List<Device> devices = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    cpu = Optional.empty();
    memory = Optional.empty();
    try {
      cpu = Optional.of(new CpuModel(config));
      cpu.ifPresent(model -> devices.add(model.device()));
    } catch (IOException e) {
      findings.add(new Finding("model cpu", "cannot model the CPU: " + e, ""));
    }
    try {
      memory = Optional.of(new MemoryModel(config));
      memory.ifPresent(model -> devices.add(model.device()));
    } catch (IOException e) {
      findings.add(new Finding("model memory", "cannot model the memory: " + e, ""));
    }
    return new Probe(devices, List.of(), findings);
  }

  @Override
  public List<Reading> read() {
    List<Reading> readings = new ArrayList<>(2);
    cpu.ifPresent(model -> readings.add(model.read(clock)));
    memory.ifPresent(model -> readings.add(model.read(clock)));
    return readings;
  }
}
