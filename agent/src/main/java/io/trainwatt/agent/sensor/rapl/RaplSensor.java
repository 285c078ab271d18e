package io.trainwatt.agent.sensor.rapl;

import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sysfs.Content;
import io.trainwatt.agent.sysfs.Look;
import io.trainwatt.agent.sysfs.Readout;
import io.trainwatt.events.sample.Gauges;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * RAPL energy counters through the kernel's powercap class, {@code
 * /sys/class/powercap/<zone>/energy_uj} (Documentation/power/powercap/powercap.rst). Packages and
 * their DRAM are parts of the node; cores, uncore and psys lie inside or around them and are kept
 * apart; a second driver's view of the same zone is read only where the first cannot be.
 */
public final class RaplSensor implements Sensor {
  private static final String NAME = "powercap";

  private final Path classFolder;
  private final MonotonicClock clock;
  private final Content content = Content.ofText();
  private List<Readout> readouts = List.of();
  private boolean outdated;

  /** Under a sysfs root; nothing is opened before the probe. */
  public RaplSensor(RaplConfig config, MonotonicClock clock) {
    this.classFolder = config.sysfsRoot().resolve("class/powercap");
    this.clock = clock;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Probe probe() {
    close();
    outdated = false;
    Look look = new Look(NAME);
    if (!Files.isDirectory(classFolder)) {
      return absent(look, classFolder + " does not exist");
    }
    List<Zone> zones = ZoneScan.of(classFolder, look);
    if (zones.isEmpty() && look.findings().isEmpty()) {
      return absent(look, "no zone under " + classFolder);
    }
    ZoneChoice choice = ZoneChoice.of(zones, content);
    choice.tell(classFolder, look);
    Set<String> packages =
        zones.stream().filter(Zone::isPackage).map(Zone::name).collect(Collectors.toSet());
    List<Device> devices = new ArrayList<>();
    List<Readout> found = new ArrayList<>();
    for (Zone zone : choice.read()) {
      devices.add(ZoneDevice.of(zone, packages, look));
      found.add(new Readout(zone.name(), zone.energyPath(), Readout.Unit.MICROJOULES));
    }
    readouts = List.copyOf(found);
    return new Probe(devices, choice.unused(), look.findings());
  }

  private static Probe absent(Look look, String what) {
    look.tell(
        NAME,
        "no RAPL energy counters: "
            + what
            + "; the driver is not loaded, or this is a virtual machine, which has none",
        "sudo modprobe intel_rapl_msr   # on bare metal; for a virtual machine run the agent on its"
            + " host");
    return new Probe(List.of(), List.of(), look.findings());
  }

  @Override
  public List<Reading> read() {
    List<Reading> readings = new ArrayList<>(readouts.size());
    for (Readout readout : readouts) {
      Reading reading = readout.read(content, clock, Gauges.NONE);
      outdated |= reading instanceof Reading.Failed && !readout.isThere();
      readings.add(reading);
    }
    return readings;
  }

  /** Whether a package was unplugged since the last probe. */
  @Override
  public boolean isOutdated() {
    return outdated;
  }

  @Override
  public void close() {
    readouts.forEach(Readout::close);
    readouts = List.of();
  }
}
