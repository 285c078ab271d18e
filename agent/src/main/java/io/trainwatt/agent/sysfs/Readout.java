package io.trainwatt.agent.sysfs;

import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.events.sample.Gauges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A device that is read from one attribute. Used by one thread at a time. */
public final class Readout implements DeviceReader {
  private static final long MICROWATTS_PER_MILLIWATT = 1_000;

  private final String device;
  private final Attribute attribute;
  private final Unit unit;

  /** What the attribute's number means. */
  public enum Unit {
    /** Cumulative energy, as in {@code energy1_input} and {@code energy_uj}. */
    MICROJOULES,
    /** Power, as in {@code power1_average}. */
    MICROWATTS
  }

  /**
   * @param device its name
   */
  public Readout(String device, Path path, Unit unit) {
    this.device = device;
    this.attribute = new Attribute(path);
    this.unit = unit;
  }

  /** The name of the device. */
  public String device() {
    return device;
  }

  @Override
  public boolean isGone() {
    return !Files.exists(attribute.path());
  }

  @Override
  public void read(Content content, MonotonicClock clock, List<Reading> into) {
    into.add(read(content, clock, Gauges.NONE));
  }

  /** Reads it, with gauges that were read beside it. */
  public Reading read(Content content, MonotonicClock clock, Gauges gauges) {
    try {
      long value = attribute.number(content);
      long at = clock.nanos();
      return switch (unit) {
        case MICROJOULES -> new Reading.Counted(device, at, value, gauges);
        case MICROWATTS ->
            new Reading.Powered(device, at, value / MICROWATTS_PER_MILLIWATT, gauges);
      };
    } catch (IOException e) {
      return new Reading.Failed(device, clock.nanos(), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    attribute.close();
  }
}
