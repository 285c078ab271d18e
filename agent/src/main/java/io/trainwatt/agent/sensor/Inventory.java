package io.trainwatt.agent.sensor;

import io.trainwatt.events.node.DeviceFacts;
import io.trainwatt.events.node.Finding;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.sample.Component;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What all sensors of a machine found together, and the one rule for what is in the node's total.
 *
 * <p>The rule: a {@link Device.Role.Part} is in the total. A {@link Device.Role.Overlap} never is.
 * A {@link Device.Role.Fallback} is in the total if no part of its component can be read, and is
 * not read at all otherwise.
 *
 * @param sensors those that read a chosen device, in order of preference
 * @param chosen the devices to read
 * @param unused what was seen and is not read, and why
 * @param findings what cannot be measured, and the line that mends it
 */
public record Inventory(
    List<Sensor> sensors, List<Chosen> chosen, List<Probe.Unused> unused, List<Finding> findings) {

  public Inventory {
    sensors = List.copyOf(sensors);
    chosen = List.copyOf(chosen);
    unused = List.copyOf(unused);
    findings = List.copyOf(findings);
  }

  /**
   * A device that is read.
   *
   * @param sensor who reads it
   * @param reason why it is, or is not, in the node's total
   */
  public record Chosen(Sensor sensor, Device device, boolean inTotal, String reason) {

    /** As the contract tells it. */
    public DeviceFacts facts() {
      return new DeviceFacts(
          device.name(),
          device.component(),
          device.model(),
          device.source(),
          inTotal,
          reason,
          Optional.of(Power.ofMilliwatts(device.energy().powerBoundMilliwatts())),
          List.of(device.quality()),
          device.method());
    }
  }

  /**
   * Probes all sensors. One that throws is a finding; the rest goes on.
   *
   * @param sensors in order of preference: of two devices of one name the first is kept
   */
  public static Inventory of(List<Sensor> sensors) {
    Gathering gathering = new Gathering();
    for (Sensor sensor : sensors) {
      gathering.add(sensor);
    }
    return gathering.decide();
  }

  /**
   * Reads every chosen device once. A sensor that throws fails its own devices only.
   *
   * @param nowNanos the boot's monotonic clock, for readings that failed with their sensor
   * @return exactly one reading a chosen device, by its name
   */
  public Map<String, Reading> read(long nowNanos) {
    Map<String, Reading> readings = new HashMap<>();
    for (Sensor sensor : sensors) {
      Map<String, Reading> said = new HashMap<>();
      String problem = "its sensor gave no reading";
      try {
        sensor.read().forEach(reading -> said.put(reading.device(), reading));
      } catch (RuntimeException | LinkageError e) {
        problem = "sensor %s threw %s".formatted(sensor.name(), e);
      }
      for (Chosen choice : chosen) {
        String device = choice.device().name();
        if (choice.sensor().equals(sensor)) {
          Reading reading = said.get(device);
          readings.put(
              device, reading == null ? new Reading.Failed(device, nowNanos, problem) : reading);
        }
      }
    }
    return readings;
  }

  private record Candidate(Sensor sensor, Device device) {}

  private static final class Gathering {
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Probe.Unused> unused = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Map<Component, String> parts = new EnumMap<>(Component.class);

    void add(Sensor sensor) {
      Probe probe;
      try {
        probe = sensor.probe();
      } catch (RuntimeException | LinkageError e) {
        findings.add(
            new Finding(sensor.name(), "sensor failed while looking at the machine: " + e, ""));
        return;
      }
      findings.addAll(probe.findings());
      unused.addAll(probe.unused());
      for (Device device : probe.devices()) {
        if (!names.add(device.name())) {
          unused.add(
              new Probe.Unused(device.name(), device.source(), "another sensor has this name"));
          continue;
        }
        candidates.add(new Candidate(sensor, device));
        if (device.role() instanceof Device.Role.Part) {
          parts.putIfAbsent(device.component(), device.source());
        }
      }
    }

    Inventory decide() {
      List<Chosen> chosen = new ArrayList<>();
      for (Candidate candidate : candidates) {
        Device device = candidate.device();
        switch (device.role()) {
          case Device.Role.Part part ->
              chosen.add(new Chosen(candidate.sensor(), device, true, "part of the node"));
          case Device.Role.Overlap overlap ->
              chosen.add(new Chosen(candidate.sensor(), device, false, overlap.why()));
          case Device.Role.Fallback fallback -> {
            String better = parts.get(device.component());
            if (better == null) {
              chosen.add(
                  new Chosen(candidate.sensor(), device, true, "nothing else measures it here"));
            } else {
              unused.add(
                  new Probe.Unused(
                      device.name(), device.source(), "measured by " + better + " instead"));
            }
          }
        }
      }
      List<Sensor> reading = chosen.stream().map(Chosen::sensor).distinct().toList();
      return new Inventory(reading, chosen, unused, findings);
    }
  }
}
