package io.trainwatt.agent.sensor.bmc;

import io.trainwatt.agent.json.JsonObject;
import io.trainwatt.agent.json.MalformedJson;
import io.trainwatt.agent.sensor.bmc.RedfishMeter.Counter;
import io.trainwatt.events.node.Finding;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Looks for the meter of the node among a BMC's chassis. A chassis inside another (such as a GPU
 * baseboard) is part of what that one shows, and is passed over; where several outermost chassis
 * show power, the operator must say which is the node, because adding them might count one twice.
 */
final class RedfishSearch {
  private static final int MAX_CHASSIS = 32;
  private static final int MAX_SUPPLIES = 16;
  private static final String ID = "@odata.id";

  /** 0.001 kWh is 3.6 kJ; a coarser counter stands still for minutes. */
  private static final int LEAST_DECIMALS = 3;

  private final RedfishClient client;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * What was found.
   *
   * @param chassis the id of the chassis, empty without a meter
   * @param findings why there is no meter, or what would make a better one
   */
  record Found(Optional<RedfishMeter> meter, String chassis, List<Finding> findings) {
    Found {
      findings = List.copyOf(findings);
    }
  }

  private record Candidate(String chassis, RedfishMeter meter) {}

  private RedfishSearch(RedfishClient client) {
    this.client = client;
  }

  /**
   * @param wanted the id of the chassis that is the node; absent: the outermost one
   * @throws RedfishFailure if the BMC does not list its chassis
   */
  static Found in(RedfishClient client, Optional<String> wanted) throws RedfishFailure {
    return new RedfishSearch(client).search(wanted);
  }

  private Found search(Optional<String> wanted) throws RedfishFailure {
    String list = link(client.get(RedfishClient.ROOT), "Chassis").orElse("/redfish/v1/Chassis");
    List<String> paths = links(client.get(list), "Members");
    List<Candidate> candidates = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (String path : paths.subList(0, Math.min(paths.size(), MAX_CHASSIS))) {
      String id = path.substring(path.lastIndexOf('/', path.length() - 2) + 1).replace("/", "");
      seen.add(id);
      if (wanted.isEmpty() || wanted.get().equals(id)) {
        JsonObject chassis = client.get(path);
        if (wanted.isPresent() || !isInside(chassis)) {
          meterOf(chassis).ifPresent(meter -> candidates.add(new Candidate(id, meter)));
        }
      }
    }
    return decide(wanted, candidates, seen);
  }

  private Found decide(Optional<String> wanted, List<Candidate> candidates, List<String> seen) {
    if (candidates.size() == 1) {
      Candidate only = candidates.getFirst();
      return new Found(Optional.of(only.meter()), only.chassis(), findings);
    }
    if (candidates.isEmpty()) {
      String where = wanted.map(id -> "chassis " + id).orElse("any outermost chassis");
      findings.add(
          new Finding(
              "bmc redfish",
              "no power or energy in %s; it has: %s".formatted(where, String.join(", ", seen)),
              wanted.isPresent() ? "set sensors.bmc.redfish.chassis to one of them" : ""));
    } else {
      List<String> ids = candidates.stream().map(Candidate::chassis).toList();
      findings.add(
          new Finding(
              "bmc redfish",
              "several chassis show power, and one may be inside another: "
                  + String.join(", ", ids),
              "set sensors.bmc.redfish.chassis: " + ids.getFirst()));
    }
    return new Found(Optional.empty(), "", findings);
  }

  private Optional<RedfishMeter> meterOf(JsonObject chassis) throws RedfishFailure {
    Optional<RedfishMeter> found = environment(chassis);
    if (found.isEmpty()) {
      found = control(chassis);
    }
    return found.isEmpty() ? supplies(chassis) : found;
  }

  private Optional<RedfishMeter> environment(JsonObject chassis) throws RedfishFailure {
    Optional<String> path = link(chassis, "EnvironmentMetrics");
    if (path.isEmpty()) {
      return Optional.empty();
    }
    JsonObject metrics = client.get(path.get());
    for (Counter.Unit unit : Counter.Unit.values()) {
      Optional<BigDecimal> value = RedfishMeter.reading(metrics, unit.property());
      if (value.isPresent() && value.get().signum() > 0 && isFine(unit, value.get())) {
        return Optional.of(new Counter(path.get(), unit));
      }
    }
    return RedfishMeter.reading(metrics, "PowerWatts").isPresent()
        ? Optional.of(new RedfishMeter.Environment(path.get()))
        : Optional.empty();
  }

  private static boolean isFine(Counter.Unit unit, BigDecimal value) {
    return unit == Counter.Unit.JOULES || value.stripTrailingZeros().scale() >= LEAST_DECIMALS;
  }

  /** The control of the whole: by what it says it is, else the first that shows power. */
  private Optional<RedfishMeter> control(JsonObject chassis) throws RedfishFailure {
    Optional<String> path = link(chassis, "Power");
    if (path.isEmpty()) {
      return Optional.empty();
    }
    List<JsonObject> controls = RedfishMeter.objects(client.get(path.get()), "PowerControl");
    Optional<RedfishMeter> first = Optional.empty();
    for (int i = 0; i < controls.size(); i++) {
      if (RedfishMeter.consumed(controls.get(i)).isPresent()) {
        RedfishMeter meter = new RedfishMeter.Control(path.get(), i);
        if (isWhole(controls.get(i))) {
          return Optional.of(meter);
        }
        first = first.isEmpty() ? Optional.of(meter) : first;
      }
    }
    return first;
  }

  private static boolean isWhole(JsonObject control) throws RedfishFailure {
    try {
      String context = control.text("PhysicalContext").orElse("");
      String name = control.text("Name").orElse("").toLowerCase(Locale.ROOT);
      return context.equals("Chassis") || name.contains("system power") || name.contains("server");
    } catch (MalformedJson e) {
      throw new RedfishFailure("malformed: " + e.detail(), "");
    }
  }

  private Optional<RedfishMeter> supplies(JsonObject chassis) throws RedfishFailure {
    Optional<String> subsystem = link(chassis, "PowerSubsystem");
    if (subsystem.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> list = link(client.get(subsystem.get()), "PowerSupplies");
    List<String> metrics = new ArrayList<>();
    for (String path :
        list.isEmpty() ? List.<String>of() : links(client.get(list.get()), "Members")) {
      Optional<String> one = link(client.get(path), "Metrics");
      if (one.isPresent()
          && metrics.size() < MAX_SUPPLIES
          && RedfishMeter.reading(client.get(one.get()), "InputPowerWatts").isPresent()) {
        metrics.add(one.get());
      }
    }
    return metrics.isEmpty() ? Optional.empty() : Optional.of(new RedfishMeter.Supplies(metrics));
  }

  private static boolean isInside(JsonObject chassis) throws RedfishFailure {
    try {
      Optional<JsonObject> links = chassis.object("Links");
      return links.isPresent() && links.get().has("ContainedBy");
    } catch (MalformedJson e) {
      throw new RedfishFailure("malformed: " + e.detail(), "");
    }
  }

  private static Optional<String> link(JsonObject resource, String name) throws RedfishFailure {
    try {
      Optional<JsonObject> target = resource.object(name);
      return target.isEmpty() ? Optional.empty() : target.get().text(ID);
    } catch (MalformedJson e) {
      throw new RedfishFailure("malformed: " + e.detail(), "");
    }
  }

  private static List<String> links(JsonObject collection, String name) throws RedfishFailure {
    List<String> paths = new ArrayList<>();
    for (JsonObject member : RedfishMeter.objects(collection, name)) {
      try {
        member.text(ID).ifPresent(paths::add);
      } catch (MalformedJson e) {
        throw new RedfishFailure("malformed: " + e.detail(), "");
      }
    }
    return paths;
  }
}
