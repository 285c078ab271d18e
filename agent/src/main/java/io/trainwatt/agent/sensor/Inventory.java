package io.trainwatt.agent.sensor;

import io.trainwatt.events.node.DeviceFacts;
import io.trainwatt.events.node.Finding;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.sample.Component;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What all sensors of a machine found together, and the one rule for what is in the node's total.
 *
 * <p>The rule: a {@link Device.Role.Part} is in the total. A {@link Device.Role.Overlap}, a {@link
 * Device.Role.Check} and the {@link Device.Role.NodeMeter} never are. A {@link
 * Device.Role.Fallback} is in the total while no part of its component can be read and no sensor
 * before its own stands in, and is not read at all otherwise. What the operator says ({@link
 * SensorChoice}) goes before all of it.
 *
 * @param chosen the devices to read
 * @param unused what was seen and is not read, and why
 * @param findings what cannot be measured, and the line that mends it
 */
public record Inventory(List<Chosen> chosen, List<Probe.Unused> unused, List<Finding> findings) {

  public Inventory {
    chosen = List.copyOf(chosen);
    unused = List.copyOf(unused);
    findings = List.copyOf(findings);
  }

  /**
   * What a sensor found.
   *
   * @param sensor its name
   */
  public record Looked(String sensor, Probe probe) {}

  /**
   * A device that is read.
   *
   * @param sensor the name of who reads it
   * @param reason why it is, or is not, in the node's total
   */
  public record Chosen(String sensor, Device device, boolean inTotal, String reason) {

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
   * Probes a sensor.
   *
   * @return what it found; if it threw, nothing but a finding that says so
   */
  public static Probe probe(Sensor sensor) {
    try {
      return sensor.probe();
    } catch (RuntimeException | LinkageError e) {
      return new Probe(
          List.of(),
          List.of(),
          List.of(
              new Finding(sensor.name(), "sensor failed while looking at the machine: " + e, "")));
    }
  }

  /**
   * Reads a sensor.
   *
   * @param devices those it found
   * @param nowNanos the boot's monotonic clock, for readings that failed with their sensor
   * @return what it said; if it threw, that each of the devices failed
   */
  public static List<Reading> read(Sensor sensor, List<Device> devices, long nowNanos) {
    try {
      return sensor.read();
    } catch (RuntimeException | LinkageError e) {
      List<Reading> failed = new ArrayList<>(devices.size());
      String problem = "sensor %s threw %s".formatted(sensor.name(), e);
      for (Device device : devices) {
        failed.add(new Reading.Failed(device.name(), nowNanos, problem));
      }
      return failed;
    }
  }

  /**
   * Decides.
   *
   * @param looked in order of preference: of two devices of one name the first is kept
   * @param silent parts that are there and yet measure nothing, such as the zone of a virtual
   *     machine that always says 0: they keep no fallback away
   */
  public static Inventory of(List<Looked> looked, SensorChoice choice, Set<String> silent) {
    Gathering gathering = new Gathering(choice, silent);
    for (Looked one : looked) {
      gathering.add(one);
    }
    return gathering.decide();
  }

  private static final class Gathering {
    private final SensorChoice choice;
    private final Set<String> silent;
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Probe.Unused> unused = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> sensors = new HashSet<>();
    private final Set<String> names = new HashSet<>();
    private final Map<Component, String> parts = new EnumMap<>(Component.class);
    private final Map<Component, String> standIns = new EnumMap<>(Component.class);
    private boolean metered;

    private record Candidate(String sensor, Device device) {}

    Gathering(SensorChoice choice, Set<String> silent) {
      this.choice = choice;
      this.silent = silent;
    }

    void add(Looked looked) {
      sensors.add(looked.sensor());
      findings.addAll(looked.probe().findings());
      unused.addAll(looked.probe().unused());
      for (Device device : looked.probe().devices()) {
        if (!names.add(device.name())) {
          leave(device, "another sensor has this name");
          continue;
        }
        candidates.add(new Candidate(looked.sensor(), device));
        boolean measures =
            device.role() instanceof Device.Role.Part && !silent.contains(device.name());
        if (measures && choice.inTotal(looked.sensor(), device.name()).orElse(true)) {
          parts.putIfAbsent(device.component(), device.source());
        }
      }
    }

    private void leave(Device device, String why) {
      unused.add(new Probe.Unused(device.name(), device.source(), why));
    }

    Inventory decide() {
      List<Chosen> chosen = new ArrayList<>();
      for (Candidate candidate : candidates) {
        decide(candidate).ifPresent(chosen::add);
      }
      findings.addAll(choice.unknown(sensors, names));
      return new Inventory(chosen, unused, findings);
    }

    private Optional<Chosen> decide(Candidate candidate) {
      Device device = candidate.device();
      Optional<Boolean> wanted = choice.inTotal(candidate.sensor(), device.name());
      if (wanted.isPresent()) {
        String reason = wanted.get() ? "included by the operator" : "excluded by the operator";
        return chosen(candidate, wanted.get(), reason);
      }
      return switch (device.role()) {
        case Device.Role.Part part -> chosen(candidate, true, "part of the node");
        case Device.Role.Overlap overlap -> chosen(candidate, false, overlap.why());
        case Device.Role.Check check ->
            chosen(candidate, false, "held against " + check.of() + ", which it measures as well");
        case Device.Role.NodeMeter meter -> meter(candidate);
        case Device.Role.Fallback fallback -> fallback(candidate);
      };
    }

    private Optional<Chosen> meter(Candidate candidate) {
      String reason =
          metered
              ? "another meter of the whole node comes first"
              : "the whole node; what it sees beyond the parts is the device rest";
      metered = true;
      return chosen(candidate, false, reason);
    }

    private Optional<Chosen> fallback(Candidate candidate) {
      String better = parts.get(candidate.device().component());
      String first =
          standIns.computeIfAbsent(candidate.device().component(), _ -> candidate.sensor());
      if (better == null && first.equals(candidate.sensor())) {
        return chosen(candidate, true, "nothing else measures it here");
      }
      better = better == null ? first : better;
      leave(candidate.device(), "measured by " + better + " instead");
      return Optional.empty();
    }

    private static Optional<Chosen> chosen(Candidate candidate, boolean inTotal, String reason) {
      return Optional.of(new Chosen(candidate.sensor(), candidate.device(), inTotal, reason));
    }
  }
}
