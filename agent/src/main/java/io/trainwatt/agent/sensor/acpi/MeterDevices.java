package io.trainwatt.agent.sensor.acpi;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Device.Role;
import io.trainwatt.agent.sensor.Device.Split;
import io.trainwatt.agent.sysfs.Look;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the meters of a machine are to it. A module of a Grace Hopper contains its GPU and is kept
 * apart. Where a socket's CPU and system rails are measured beside the socket, these two and the
 * rest of the socket, its memory, are the parts; else the socket as a whole is.
 */
final class MeterDevices {
  private static final long BOUND_MILLIWATTS = 20_000_000;

  private final Look look;
  private final long nominalMillis;
  private final Map<String, Map<String, Meter>> sockets = new HashMap<>();
  private final List<Meter> untold = new ArrayList<>();
  private final List<Found> found = new ArrayList<>();

  /**
   * A device, and how it is read: the first meter less the others.
   *
   * @param meters at least one
   */
  record Found(Device device, List<Meter> meters) {}

  private MeterDevices(List<Meter> meters, long nominalMillis, Look look) {
    this.look = look;
    this.nominalMillis = nominalMillis;
    for (Meter meter : meters) {
      if (meter.covers() instanceof Meter.Covers.Rail rail) {
        sockets
            .computeIfAbsent(rail.socket(), _ -> new HashMap<>())
            .putIfAbsent(rail.rail(), meter);
      } else if (meter.covers() instanceof Meter.Covers.Untold) {
        untold.add(meter);
      }
    }
    meters.forEach(this::add);
  }

  static List<Found> of(List<Meter> meters, long nominalMillis, Look look) {
    return new MeterDevices(meters, nominalMillis, look).found;
  }

  private void add(Meter meter) {
    String key = "acpi-meter-" + meter.chip().key();
    switch (meter.covers()) {
      case Meter.Covers.Rail rail -> addRail(meter, rail);
      case Meter.Covers.Battery battery -> {
        // A battery's power is used by something else; the sensor lists it as unused.
      }
      case Meter.Covers.Processors processors ->
          add(key, Component.CPU, new Role.Fallback(), new Split.CpuCapacity(), List.of(meter));
      case Meter.Covers.Untold whole ->
          add(
              key,
              Component.NODE,
              untold.size() == 1
                  ? new Role.NodeMeter()
                  : new Role.Overlap("one of several meters, and none says what it covers"),
              new Split.Nobody(),
              List.of(meter));
    }
  }

  private void addRail(Meter meter, Meter.Covers.Rail rail) {
    Map<String, Meter> socket = sockets.getOrDefault(rail.socket(), Map.of());
    if (!meter.equals(socket.get(rail.rail()))) {
      add(
          "acpi-meter-" + meter.chip().key(),
          Component.OTHER,
          new Role.Overlap("a second meter of " + rail.rail() + " of socket " + rail.socket()),
          new Split.Nobody(),
          List.of(meter));
      return;
    }
    Optional<Meter> cpu = Optional.ofNullable(socket.get("CPU"));
    Optional<Meter> system = Optional.ofNullable(socket.get("SysIO"));
    boolean whole = cpu.isEmpty() || system.isEmpty() || !socket.containsKey("Grace");
    String grace = "grace-" + rail.socket();
    switch (rail.rail()) {
      case "Module" ->
          add(
              "module-" + rail.socket(),
              Component.OTHER,
              new Role.Overlap("contains " + grace + ", its GPU and the memory of both"),
              new Split.Nobody(),
              List.of(meter));
      case "Grace" -> {
        addSocket(meter, grace, whole);
        if (!whole) {
          add(
              grace + "/memory",
              Component.MEMORY,
              new Role.Part(),
              new Split.ResidentMemory(),
              List.of(meter, cpu.get(), system.get()));
        }
      }
      default -> {
        boolean ofCpu = rail.rail().equals("CPU");
        add(
            grace + (ofCpu ? "/cpu" : "/sysio"),
            ofCpu ? Component.CPU : Component.OTHER,
            whole && socket.containsKey("Grace")
                ? new Role.Overlap("part of " + grace)
                : new Role.Part(),
            ofCpu ? new Split.CpuCapacity() : new Split.Nobody(),
            List.of(meter));
      }
    }
  }

  private void addSocket(Meter meter, String name, boolean whole) {
    if (whole) {
      look.tell(
          name,
          "it contains the socket's memory, which is modelled as well",
          "set sensors.inTotal.exclude to memory");
    }
    add(
        name,
        Component.CPU,
        whole ? new Role.Part() : new Role.Overlap("its cpu, sysio and memory together"),
        new Split.CpuCapacity(),
        List.of(meter));
  }

  private void add(String name, Component component, Role role, Split split, List<Meter> meters) {
    Meter meter = meters.getFirst();
    String method =
        "mean power %s over %s, integrated%s"
            .formatted(
                meter.power(),
                meter.interval().isPresent()
                    ? meter.interval().getAsLong() + " ms"
                    : "an interval that is not told",
                meters.size() > 1 ? "; less that of cpu and sysio, so an upper limit" : "");
    Device device =
        new Device(
            name,
            component,
            "ACPI power meter",
            "acpi-meter",
            method,
            role,
            new EnergySource(
                EnergySource.Kind.MEAN,
                OptionalLong.empty(),
                meter.chip().powerBoundMilliwatts(look, 1, BOUND_MILLIWATTS),
                0,
                nominalMillis),
            Quality.INTEGRATED,
            meter.errorPpm(),
            "acpi-meter",
            split,
            Optional.empty());
    found.add(new Found(device, meters));
  }
}
