package io.trainwatt.agent.sensor.rapl;

import io.trainwatt.agent.procfs.KernelFile;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.events.node.Finding;
import io.trainwatt.events.sample.Gauges;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * RAPL energy counters through the kernel's powercap class, {@code
 * /sys/class/powercap/<zone>/energy_uj} (Documentation/power/powercap/powercap.rst). Packages and
 * their DRAM are parts of the node; cores, uncore and psys lie inside or around them and are kept
 * apart; a second driver's view of the same zone is not read.
 */
public final class RaplSensor implements Sensor {
  private static final int NUMBER_BYTES = 64;

  private final Path classFolder;
  private final MonotonicClock clock;
  private final KernelFile file = new KernelFile(NUMBER_BYTES);
  private List<Source> sources = List.of();

  private record Source(String device, String path) {}

  /** Under a sysfs root; nothing is opened before the probe. */
  public RaplSensor(RaplConfig config, MonotonicClock clock) {
    this.classFolder = config.sysfsRoot().resolve("class/powercap");
    this.clock = clock;
  }

  @Override
  public String name() {
    return "powercap";
  }

  @Override
  public Probe probe() {
    sources = List.of();
    if (!Files.isDirectory(classFolder)) {
      return absent(classFolder + " does not exist");
    }
    ZoneScan.Found found = ZoneScan.of(classFolder);
    if (found.zones().isEmpty() && found.findings().isEmpty()) {
      return absent("no zone under " + classFolder);
    }
    Probing probing = new Probing(found);
    sources = List.copyOf(probing.sources);
    return new Probe(probing.devices, probing.unused, probing.findings);
  }

  private static Probe absent(String what) {
    return new Probe(
        List.of(),
        List.of(),
        List.of(
            new Finding(
                "powercap",
                "no RAPL energy counters: "
                    + what
                    + "; the driver is not loaded, or this is a virtual machine, which has none",
                "sudo modprobe intel_rapl_msr   # on bare metal; for a virtual machine run the"
                    + " agent on its host")));
  }

  @Override
  public List<Reading> read() {
    List<Reading> readings = new ArrayList<>(sources.size());
    for (Source source : sources) {
      readings.add(read(source));
    }
    return readings;
  }

  private Reading read(Source source) {
    try {
      file.read(source.path());
      long at = clock.nanos();
      return new Reading.Counted(source.device(), at, file.number(), Gauges.NONE);
    } catch (IOException e) {
      return new Reading.Failed(
          source.device(), clock.nanos(), source.path() + ": " + e.getMessage());
    }
  }

  /** One look at the zones. */
  private final class Probing {
    private final List<Device> devices = new ArrayList<>();
    private final List<Probe.Unused> unused = new ArrayList<>();
    private final List<Finding> findings;
    private final List<Source> sources = new ArrayList<>();
    private final List<String> forbidden = new ArrayList<>();
    private final Set<String> packages = new HashSet<>();

    Probing(ZoneScan.Found found) {
      findings = new ArrayList<>(found.findings());
      found.zones().stream().filter(Zone::isPackage).map(Zone::name).forEach(packages::add);
      for (Zone zone : distinct(found.zones())) {
        take(zone);
      }
      if (!forbidden.isEmpty()) {
        findings.add(forbidden());
      }
    }

    private List<Zone> distinct(List<Zone> zones) {
      Map<String, Zone> byName = new HashMap<>();
      for (Zone zone : zones) {
        byName.merge(zone.name(), zone, (one, other) -> one.standard() ? one : other);
      }
      List<Zone> distinct = new ArrayList<>();
      for (Zone zone : zones) {
        Zone kept = byName.getOrDefault(zone.name(), zone);
        if (kept.equals(zone)) {
          distinct.add(zone);
        } else if (!kept.control().equals(zone.control())) {
          unused.add(
              new Probe.Unused(
                  zone.control() + ":" + zone.name(),
                  zone.folder().toString(),
                  "second view of %s through %s".formatted(zone.name(), zone.control())));
        } else {
          distinct.add(zone.renamed(zone.name() + "@" + zone.entry()));
        }
      }
      return distinct;
    }

    private void take(Zone zone) {
      Path energy = Path.of(zone.energyPath());
      try (InputStream in = Files.newInputStream(energy)) {
        in.readNBytes(NUMBER_BYTES);
      } catch (AccessDeniedException e) {
        forbidden.add(zone.name());
        unused.add(new Probe.Unused(zone.name(), energy.toString(), "permission denied"));
        return;
      } catch (IOException e) {
        // It may read later: the device stays, and its failed reads are told as such.
        findings.add(
            new Finding("powercap " + zone.name(), "cannot read " + energy + ": " + e, ""));
      }
      devices.add(ZoneDevice.of(zone, packages));
      sources.add(new Source(devices.getLast().name(), zone.energyPath()));
    }

    private Finding forbidden() {
      return new Finding(
          "powercap " + String.join(", ", forbidden),
          "energy_uj may be read by root only (since CVE-2020-8694)",
          "sudo chmod a+r %s/*rapl*:*/energy_uj   # until the next boot; or run the agent with"
                  .formatted(classFolder)
              + " CAP_DAC_READ_SEARCH");
    }
  }
}
