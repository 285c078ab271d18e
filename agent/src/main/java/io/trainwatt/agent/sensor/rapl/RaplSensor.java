package io.trainwatt.agent.sensor.rapl;

import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sysfs.Content;
import io.trainwatt.agent.sysfs.DeviceReaders;
import io.trainwatt.agent.sysfs.Look;
import io.trainwatt.agent.sysfs.Readout;
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
  private final Content content = Content.ofText();
  private final DeviceReaders readers;

  /** Under a sysfs root; nothing is opened before the probe. */
  public RaplSensor(RaplConfig config, MonotonicClock clock) {
    this.classFolder = config.sysfsRoot().resolve("class/powercap");
    this.readers = new DeviceReaders(content, clock);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Probe probe() {
    readers.close();
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
    readers.replace(found);
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
    return readers.read();
  }

  /** Whether a package was unplugged since the last probe. */
  @Override
  public boolean isOutdated() {
    return readers.isOutdated();
  }

  @Override
  public void close() {
    readers.close();
  }
}
