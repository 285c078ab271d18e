package io.trainwatt.agent.sensor.rapl;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Device.Role;
import io.trainwatt.agent.sensor.Device.Split;
import io.trainwatt.agent.sysfs.Look;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What a zone is to the node. */
final class ZoneDevice {
  /** Counters move about every millisecond, with jitter. */
  private static final long REFRESH_MILLIS = 10;

  /** Twice the 3 % that comparisons with wall meters give as standard error of packages. */
  private static final int PACKAGE_ERROR_PPM = 60_000;

  /** Twice 5 %: DRAM is often estimated by the memory controller. */
  private static final int OTHER_ERROR_PPM = 100_000;

  private ZoneDevice() {}

  /**
   * @param packages names of all package zones of the machine
   */
  static Device of(Zone zone, Set<String> packages, Look look) {
    OptionalLong range = look.number(zone.folder().resolve("max_energy_range_uj"));
    Role role = role(zone, packages);
    return new Device(
        zone.name(),
        component(zone),
        "RAPL " + zone.domain(),
        "powercap",
        method(zone, range),
        role,
        new EnergySource(
            EnergySource.Kind.COUNTER,
            range.isPresent() && range.getAsLong() > 0 ? range : OptionalLong.empty(),
            PowerBound.milliwatts(zone, look),
            REFRESH_MILLIS,
            EnergySource.DEFAULT_NOMINAL_MILLIS),
        Quality.COUNTED,
        zone.isPackage() ? PACKAGE_ERROR_PPM : OTHER_ERROR_PPM,
        "rapl",
        split(zone),
        Optional.empty());
  }

  private static String method(Zone zone, OptionalLong range) {
    return "hardware energy counter %s, %s"
        .formatted(
            zone.energyPath(),
            range.isPresent()
                ? "starts again after %d µJ".formatted(range.getAsLong())
                : "range unknown");
  }

  private static Component component(Zone zone) {
    return switch (zone.domain()) {
      case "dram" -> Component.MEMORY;
      case "core", "uncore" -> Component.CPU;
      default -> zone.isPackage() ? Component.CPU : Component.OTHER;
    };
  }

  private static Split split(Zone zone) {
    if (zone.isPackage() || zone.domain().equals("core")) {
      return new Split.CpuCapacity();
    }
    return zone.domain().equals("dram") ? new Split.ResidentMemory() : new Split.Nobody();
  }

  private static Role role(Zone zone, Set<String> packages) {
    if (zone.isPackage()) {
      int die = zone.domain().indexOf("-die-");
      boolean within = die >= 0 && packages.contains(zone.domain().substring(0, die));
      return within
          ? new Role.Overlap("part of " + zone.domain().substring(0, die))
          : new Role.Part();
    }
    if (zone.domain().equals("dram")) {
      return new Role.Part();
    }
    if (zone.isPlatform()) {
      return new Role.Overlap("contains the packages and whatever else its vendor wired to it");
    }
    int parent = zone.name().lastIndexOf('/');
    return new Role.Overlap(
        parent < 0
            ? "a domain this agent does not know"
            : "part of " + zone.name().substring(0, parent));
  }
}
