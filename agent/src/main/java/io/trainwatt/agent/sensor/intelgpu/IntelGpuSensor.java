package io.trainwatt.agent.sensor.intelgpu;

import io.trainwatt.agent.procfs.DrmClients;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Intel GPUs through the energy counters of i915 and xe (Documentation/ABI/testing/
 * sysfs-driver-intel-i915-hwmon and -xe-hwmon). Both drivers show them for discrete cards only.
 */
public final class IntelGpuSensor implements Sensor {
  private static final String NAME = "intel-gpu";
  private static final Pattern CHIP = Pattern.compile("xe|i915|i915_gt\\d{1,3}");

  private final Path sysfsRoot;
  private final DeviceReaders readers;
  private final MonotonicClock clock;
  private final DrmClients clients;
  private final Map<String, String> addressOf = new HashMap<>();

  /** Under a sysfs root; nothing is opened before the probe. */
  public IntelGpuSensor(IntelGpuConfig config, MonotonicClock clock) {
    this.sysfsRoot = config.sysfsRoot();
    this.readers = new DeviceReaders(Content.ofText(), clock);
    this.clock = clock;
    this.clients = new DrmClients(config.procRoot());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Probe probe() {
    readers.close();
    addressOf.clear();
    Look look = new Look(NAME);
    Map<String, List<Counter>> cards = new LinkedHashMap<>();
    List<Probe.Unused> unused = new ArrayList<>();
    for (HwmonChip chip : HwmonScan.of(sysfsRoot, look, name -> CHIP.matcher(name).matches())) {
      List<HwmonChip.Channel> channels = chip.channels(look, "energy", "input");
      if (channels.isEmpty()) {
        unused.add(
            new Probe.Unused(
                Counter.card(chip), chip.folder().toString(), "it has no energy counter"));
      }
      for (HwmonChip.Channel channel : channels) {
        Counter counter =
            Counter.of(
                chip,
                channel,
                chip.attribute("energy" + channel.number() + "_label").flatMap(look::text));
        cards.computeIfAbsent(Counter.card(chip), _ -> new ArrayList<>()).add(counter);
      }
    }
    List<Device> devices = new ArrayList<>();
    List<CounterReader> found = new ArrayList<>();
    for (List<Counter> card : cards.values()) {
      for (Counter counter : card) {
        devices.add(CounterDevice.of(counter, card, look));
        found.add(new CounterReader(counter));
        addressOf.put(counter.name(), counter.chip().key());
      }
    }
    readers.replace(found);
    return new Probe(devices, unused, look.findings());
  }

  @Override
  public List<Reading> read() {
    clients.refresh(clock.nanos());
    List<Reading> told = new ArrayList<>();
    for (Reading reading : readers.read()) {
      List<Reading.Use> uses = new ArrayList<>();
      clients
          .uses(addressOf.getOrDefault(reading.device(), ""))
          .forEach((pid, did) -> uses.add(new Reading.Use(pid, did)));
      told.add(reading.usedBy(uses));
    }
    return told;
  }

  /** Whether a card vanished since the last probe. */
  @Override
  public boolean isOutdated() {
    return readers.isOutdated();
  }

  @Override
  public void close() {
    readers.close();
  }
}
