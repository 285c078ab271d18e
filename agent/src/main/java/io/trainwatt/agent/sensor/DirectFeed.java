package io.trainwatt.agent.sensor;

import io.trainwatt.events.sample.StageCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks sensors on the thread of whoever takes: for a single look, and where a test wants to know
 * which reading comes when. A sensor that hangs hangs its reader.
 */
public final class DirectFeed implements SensorFeed {
  private final List<Sensor> sensors;
  private final List<Inventory.Looked> looked;
  private long taken;

  /** Probes the sensors at once. */
  public DirectFeed(List<Sensor> sensors) {
    this.sensors = List.copyOf(sensors);
    this.looked = probe();
  }

  private List<Inventory.Looked> probe() {
    List<Inventory.Looked> found = new ArrayList<>(sensors.size());
    for (Sensor sensor : sensors) {
      found.add(new Inventory.Looked(sensor.name(), Inventory.probe(sensor)));
    }
    return List.copyOf(found);
  }

  @Override
  public List<Inventory.Looked> looked() {
    return looked;
  }

  @Override
  public List<Said> take(Set<String> needed, long nowNanos) {
    List<Said> said = new ArrayList<>(sensors.size());
    for (int i = 0; i < sensors.size(); i++) {
      Sensor sensor = sensors.get(i);
      if (needed.contains(sensor.name())) {
        List<Device> devices = looked.get(i).probe().devices();
        List<Reading> readings = Inventory.read(sensor, devices, nowNanos);
        taken += readings.size();
        said.add(new Said(sensor.name(), readings));
      }
    }
    return said;
  }

  @Override
  public List<Notice> notices() {
    return List.of();
  }

  @Override
  public StageCount count() {
    return new StageCount("read", taken, taken, 0, Map.of());
  }

  @Override
  public boolean isGathering() {
    return false;
  }

  @Override
  public void close() {
    sensors.forEach(Sensor::close);
  }
}
