package io.trainwatt.agent.sensor.amd;

import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sysfs.Attribute;
import io.trainwatt.agent.sysfs.Content;
import io.trainwatt.agent.sysfs.DeviceReader;
import io.trainwatt.agent.sysfs.Readout;
import io.trainwatt.events.sample.Gauges;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads a card. Used by one thread at a time. */
final class CardReader implements DeviceReader {
  private static final long GAUGES_EVERY_NANOS = 1_000_000_000;

  private final Card card;
  private final Optional<Attribute> metrics;
  private final Optional<Readout> power;
  private final CardGauges gauges;
  private Gauges shown = Gauges.NONE;
  private Optional<Long> shownAt = Optional.empty();

  CardReader(Card card) {
    this.card = card;
    this.metrics = card.table().map(_ -> new Attribute(card.metricsPath()));
    String device = card.counts() ? card.name() + CardDevice.CHECK : card.name();
    this.power = card.power().map(path -> new Readout(device, path, Readout.Unit.MICROWATTS));
    this.gauges = new CardGauges(card);
  }

  @Override
  public boolean isGone() {
    return !card.isThere();
  }

  @Override
  public void read(Content content, MonotonicClock clock, List<Reading> into) {
    if (card.counts()) {
      into.add(counted(content, clock));
      power.ifPresent(readout -> into.add(readout.read(content, clock, Gauges.NONE)));
    } else {
      power.ifPresent(readout -> into.add(readout.read(content, clock, slowly(content, clock))));
    }
  }

  private Reading counted(Content content, MonotonicClock clock) {
    try {
      GpuMetrics table = table(content);
      long at = clock.nanos();
      if (table.energyUnits().isEmpty()) {
        throw new IOException(card.metricsPath() + ": its energy accumulator is not told");
      }
      return new Reading.Counted(
          card.name(),
          at,
          microjoules(table.energyUnits().getAsLong()),
          gauges.read(content, Optional.of(table)));
    } catch (IOException e) {
      return new Reading.Failed(card.name(), clock.nanos(), String.valueOf(e.getMessage()));
    }
  }

  private GpuMetrics table(Content content) throws IOException {
    Attribute attribute = metrics.orElseThrow();
    attribute.read(content);
    try {
      return GpuMetrics.of(content.bytes());
    } catch (IOException e) {
      throw new IOException(attribute.path() + ": " + e.getMessage(), e);
    }
  }

  /** Gauges that are read beside a fast power are renewed once a second. */
  private Gauges slowly(Content content, MonotonicClock clock) {
    long now = clock.nanos();
    if (shownAt.isEmpty() || now - shownAt.get() >= GAUGES_EVERY_NANOS) {
      shownAt = Optional.of(now);
      Optional<GpuMetrics> table = Optional.empty();
      try {
        table = metrics.isPresent() ? Optional.of(table(content)) : table;
      } catch (IOException e) {
        table = Optional.empty();
      }
      shown = gauges.read(content, table);
    }
    return shown;
  }

  /** 2^-16 J is 15 625 / 1 024 µJ. */
  static long microjoules(long units) {
    return Math.addExact(
        Math.multiplyExact(units / 1_024, 15_625L), units % 1_024 * 15_625 / 1_024);
  }

  @Override
  public void close() {
    metrics.ifPresent(Attribute::close);
    power.ifPresent(Readout::close);
    gauges.close();
  }
}
