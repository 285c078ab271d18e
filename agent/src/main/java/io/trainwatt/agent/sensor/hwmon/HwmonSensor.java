package io.trainwatt.agent.sensor.hwmon;

import io.trainwatt.agent.counter.EnergySource;
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
import io.trainwatt.agent.sysfs.Readout;
import io.trainwatt.events.quantity.Quality;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Energy and power of hardware monitoring chips (Documentation/hwmon/sysfs-interface.rst) that no
 * other sensor knows better: {@code energy<n>_input} in µJ, {@code power<n>_average} or {@code
 * power<n>_input} in µW. {@link ChipRule} says what is a part of the node.
 */
public final class HwmonSensor implements Sensor {
  private static final String NAME = "hwmon";
  private static final Pattern OTHERS =
      Pattern.compile("amdgpu|i915|i915_gt\\d{1,3}|xe|power_meter");
  private static final Pattern BATTERY = Pattern.compile("BAT.*|CMB.*|.*battery.*");
  private static final Cadence GAUGES = Cadence.every(Duration.ofMillis(100));
  private static final long GAUGE_NOMINAL_MILLIS = 100;
  private static final long BOUND_MILLIWATTS = 20_000_000;
  private static final int ERROR_PPM = 100_000;

  private final Path sysfsRoot;
  private final DeviceReaders readers;
  private Cadence cadence = Cadence.AT_TICK;

  /** Under a sysfs root; nothing is opened before the probe. */
  public HwmonSensor(HwmonConfig config, MonotonicClock clock) {
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
    cadence = Cadence.AT_TICK;
    Look look = new Look(NAME);
    List<Device> devices = new ArrayList<>();
    List<Probe.Unused> unused = new ArrayList<>();
    List<Readout> found = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (HwmonChip chip : HwmonScan.of(sysfsRoot, look, name -> !OTHERS.matcher(name).matches())) {
      List<HwmonChip.Channel> channels = new ArrayList<>(chip.channels(look, "energy", "input"));
      channels.addAll(chip.channels(look, "power", "average", "input"));
      for (HwmonChip.Channel channel : channels) {
        if (BATTERY.matcher(chip.name()).matches()) {
          unused.add(
              new Probe.Unused(
                  chip.name() + "-" + chip.key(),
                  channel.input().toString(),
                  "a battery: what it gives is used by something else"));
          continue;
        }
        Device device = device(chip, channel, look, names);
        devices.add(device);
        boolean counts = channel.kind().equals("energy");
        cadence = counts || device.role() instanceof Device.Role.Overlap ? cadence : GAUGES;
        found.add(
            new Readout(
                device.name(),
                channel.input(),
                counts ? Readout.Unit.MICROJOULES : Readout.Unit.MICROWATTS));
      }
    }
    readers.replace(found);
    return new Probe(devices, unused, look.findings());
  }

  private static Device device(
      HwmonChip chip, HwmonChip.Channel channel, Look look, Set<String> names) {
    String number = channel.kind() + channel.number();
    Optional<String> label =
        chip.attribute(number + "_label").flatMap(look::text).filter(text -> !text.isEmpty());
    ChipRule rule = ChipRule.of(chip.name(), number + " " + label.orElse(""));
    String plain = "%s-%s/%s".formatted(chip.name(), chip.key(), label.orElse(number));
    String name = plain.replaceAll("[^A-Za-z0-9._:/-]+", "-");
    if (!names.add(name)) {
      name = name + "@" + number;
      names.add(name);
    }
    boolean counts = channel.kind().equals("energy");
    return new Device(
        name,
        rule.component(),
        chip.name() + label.map(text -> " " + text).orElse(""),
        NAME,
        (counts ? "hardware energy counter " : "power, integrated: ") + channel.input(),
        rule.role(),
        new EnergySource(
            counts ? EnergySource.Kind.COUNTER : EnergySource.Kind.GAUGE,
            OptionalLong.empty(),
            counts
                ? BOUND_MILLIWATTS
                : chip.powerBoundMilliwatts(look, channel.number(), BOUND_MILLIWATTS),
            0,
            counts ? EnergySource.DEFAULT_NOMINAL_MILLIS : GAUGE_NOMINAL_MILLIS),
        counts ? Quality.COUNTED : Quality.INTEGRATED,
        ERROR_PPM,
        NAME + "/" + chip.name() + "-" + chip.key(),
        rule.split(),
        Optional.empty());
  }

  @Override
  public List<Reading> read() {
    return readers.read();
  }

  /** Gauges that count ten times a second, counters and what only informs at the tick. */
  @Override
  public Cadence cadence() {
    return cadence;
  }

  /** Whether a chip vanished since the last probe. */
  @Override
  public boolean isOutdated() {
    return readers.isOutdated();
  }

  @Override
  public void close() {
    readers.close();
  }
}
