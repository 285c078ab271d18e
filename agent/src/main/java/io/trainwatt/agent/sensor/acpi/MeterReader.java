package io.trainwatt.agent.sensor.acpi;

import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sysfs.Attribute;
import io.trainwatt.agent.sysfs.Content;
import io.trainwatt.agent.sysfs.DeviceReader;
import io.trainwatt.events.sample.Gauges;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Reads a meter, less others within it. Used by one thread at a time. */
final class MeterReader implements DeviceReader {
  private static final long MICROWATTS_PER_MILLIWATT = 1_000;

  private final String device;
  private final List<Attribute> powers = new ArrayList<>();

  MeterReader(MeterDevices.Found found) {
    device = found.device().name();
    found.meters().forEach(meter -> powers.add(new Attribute(meter.power())));
  }

  @Override
  public void read(Content content, MonotonicClock clock, List<Reading> into) {
    into.add(read(content, clock));
  }

  private Reading read(Content content, MonotonicClock clock) {
    try {
      long microwatts = powers.getFirst().number(content);
      for (Attribute within : powers.subList(1, powers.size())) {
        microwatts -= within.number(content);
      }
      // Meters that are renewed one after the other may exceed for an instant what contains them.
      long milliwatts = Math.max(0, microwatts) / MICROWATTS_PER_MILLIWATT;
      return new Reading.Powered(device, clock.nanos(), milliwatts, Gauges.NONE);
    } catch (IOException e) {
      return new Reading.Failed(device, clock.nanos(), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public boolean isGone() {
    return powers.stream().anyMatch(power -> !Files.exists(power.path()));
  }

  @Override
  public void close() {
    powers.forEach(Attribute::close);
  }
}
