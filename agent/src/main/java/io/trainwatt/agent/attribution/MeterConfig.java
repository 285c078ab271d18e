package io.trainwatt.agent.attribution;

import io.trainwatt.agent.sensor.SensorChoice;
import io.trainwatt.events.node.Finding;
import java.nio.file.Path;
import java.util.List;

/**
 * Settings of the meter.
 *
 * @param procRoot where processes are looked up, {@code /proc} on a real machine
 * @param choice what the operator wants of the sensors
 * @param view whose what no process used is
 * @param findings what was found wrong with the settings, to be told with the rest
 */
public record MeterConfig(Path procRoot, SensorChoice choice, View view, List<Finding> findings) {
  public MeterConfig {
    findings = List.copyOf(findings);
  }

  /** Every sensor, every device by its own rule. */
  public MeterConfig(Path procRoot) {
    this(procRoot, SensorChoice.ALL, View.MARGINAL, List.of());
  }
}
