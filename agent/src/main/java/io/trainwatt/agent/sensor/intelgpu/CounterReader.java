package io.trainwatt.agent.sensor.intelgpu;

import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sysfs.Attribute;
import io.trainwatt.agent.sysfs.Content;
import io.trainwatt.agent.sysfs.DeviceReader;
import io.trainwatt.agent.sysfs.Readout;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.sample.Gauges;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads a counter, with its limit and temperature. Used by one thread at a time. */
final class CounterReader implements DeviceReader {
  private static final long MICROWATTS_PER_MILLIWATT = 1_000;
  private static final long HOTTEST_MILLICELSIUS = 200_000;

  private final Readout energy;
  private final Optional<Attribute> limit;
  private final Optional<Attribute> temperature;

  CounterReader(Counter counter) {
    this.energy = new Readout(counter.name(), counter.energy(), Readout.Unit.MICROJOULES);
    this.limit = open(counter, "power" + counter.number() + "_max");
    this.temperature = open(counter, "temp2_input");
  }

  private static Optional<Attribute> open(Counter counter, String name) {
    Optional<Path> path = counter.chip().attribute(name);
    return path.map(Attribute::new);
  }

  @Override
  public void read(Content content, MonotonicClock clock, List<Reading> into) {
    into.add(energy.read(content, clock, gauges(content)));
  }

  private Gauges gauges(Content content) {
    if (limit.isEmpty() && temperature.isEmpty()) {
      return Gauges.NONE;
    }
    // A limit of 0 is one that is switched off.
    Optional<Power> set =
        number(limit, content)
            .filter(microwatts -> microwatts > 0)
            .map(microwatts -> Power.ofMilliwatts(microwatts / MICROWATTS_PER_MILLIWATT));
    Optional<Long> hot =
        number(temperature, content).filter(milli -> milli <= HOTTEST_MILLICELSIUS);
    return new Gauges(
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        set,
        hot.isPresent() ? OptionalInt.of(hot.get().intValue()) : OptionalInt.empty(),
        OptionalLong.empty(),
        List.of());
  }

  private static Optional<Long> number(Optional<Attribute> attribute, Content content) {
    if (attribute.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(attribute.get().number(content));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean isGone() {
    return energy.isGone();
  }

  @Override
  public void close() {
    energy.close();
    limit.ifPresent(Attribute::close);
    temperature.ifPresent(Attribute::close);
  }
}
