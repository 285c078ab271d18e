package io.trainwatt.agent.sensor.acpi;

import io.trainwatt.agent.sensor.Cadence;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sysfs.Content;
import io.trainwatt.agent.sysfs.DeviceReaders;
import io.trainwatt.agent.sysfs.HwmonChip;
import io.trainwatt.agent.sysfs.HwmonScan;
import io.trainwatt.agent.sysfs.Look;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * ACPI power meters through the kernel's power_meter driver. One that says nothing of itself
 * measures the node; those of NVIDIA Grace say which rail they are.
 */
public final class AcpiSensor implements Sensor {
  private static final String NAME = "acpi-meter";
  private static final long FASTEST_MILLIS = 50;
  private static final long SLOWEST_MILLIS = 10_000;
  private static final long UNTOLD_MILLIS = 1_000;

  private final Path sysfsRoot;
  private final DeviceReaders readers;
  private Cadence cadence = Cadence.AT_TICK;

  /** Under a sysfs root; nothing is opened before the probe. */
  public AcpiSensor(AcpiConfig config, MonotonicClock clock) {
    this.sysfsRoot = config.sysfsRoot();
    this.readers = new DeviceReaders(Content.ofText(), clock);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Probe probe() {
    readers.close();
    Look look = new Look(NAME);
    List<Meter> meters = new ArrayList<>();
    List<Probe.Unused> unused = new ArrayList<>();
    for (HwmonChip chip : HwmonScan.of(sysfsRoot, look, "power_meter"::equals)) {
      Optional<Meter> meter = Meter.of(chip, look);
      if (meter.isEmpty()) {
        unused.add(unused(chip, "it shows no power"));
      } else if (meter.get().covers() instanceof Meter.Covers.Battery) {
        unused.add(unused(chip, "a battery's: what it gives is used by something else"));
      } else {
        meters.add(meter.get());
      }
    }
    long millis =
        meters.stream()
            .mapToLong(meter -> meter.interval().orElse(UNTOLD_MILLIS))
            .min()
            .orElse(UNTOLD_MILLIS);
    millis = Math.clamp(millis, FASTEST_MILLIS, SLOWEST_MILLIS);
    cadence = Cadence.every(Duration.ofMillis(millis));
    List<Device> devices = new ArrayList<>();
    List<MeterReader> found = new ArrayList<>();
    for (MeterDevices.Found one : MeterDevices.of(meters, millis, look)) {
      devices.add(one.device());
      found.add(new MeterReader(one));
    }
    readers.replace(found);
    return new Probe(devices, unused, look.findings());
  }

  private static Probe.Unused unused(HwmonChip chip, String why) {
    return new Probe.Unused("acpi-meter-" + chip.key(), chip.folder().toString(), why);
  }

  @Override
  public List<Reading> read() {
    return readers.read();
  }

  /** As often as the fastest meter renews its mean, 20 times a second at most. */
  @Override
  public Cadence cadence() {
    return cadence;
  }

  /** Whether a meter vanished since the last probe. */
  @Override
  public boolean isOutdated() {
    return readers.isOutdated();
  }

  @Override
  public void close() {
    readers.close();
  }
}
