package io.trainwatt.agent.sensor.amd;

import io.trainwatt.agent.sysfs.Attribute;
import io.trainwatt.agent.sysfs.Content;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.sample.Gauges;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What else a card shows: gpu_busy_percent, mem_info_vram_used and _total, power1_cap, and of its
 * table temperature, clock and throttling. A gauge that cannot be read is absent. Used by one
 * thread at a time.
 */
final class CardGauges implements AutoCloseable {
  private static final int PPM_PER_PERCENT = 10_000;
  private static final int HUNDRED = 100;
  private static final long HERTZ_PER_MEGAHERTZ = 1_000_000;
  private static final int MILLI = 1_000;
  private static final int HOTTEST_MILLICELSIUS = 200_000;

  private final Optional<Attribute> busy;
  private final Optional<Attribute> memoryUsed;
  private final Optional<Attribute> memoryTotal;
  private final Optional<Attribute> cap;
  private final Optional<Attribute> temperature;
  private final List<Attribute> all = new ArrayList<>();
  private List<Long> residency = List.of();

  CardGauges(Card card) {
    busy = open(card.chip().attribute("gpu_busy_percent"));
    memoryUsed = open(card.chip().attribute("mem_info_vram_used"));
    memoryTotal = open(card.chip().attribute("mem_info_vram_total"));
    cap = open(card.chip().attribute("power1_cap"));
    temperature = open(card.chip().attribute("temp1_input"));
  }

  private Optional<Attribute> open(Optional<Path> path) {
    Optional<Attribute> attribute = path.map(Attribute::new);
    attribute.ifPresent(all::add);
    return attribute;
  }

  Gauges read(Content content, Optional<GpuMetrics> table) {
    return new Gauges(
        Optional.empty(),
        utilization(content),
        Optional.empty(),
        number(memoryUsed, content),
        number(memoryTotal, content),
        limit(content),
        temperature(table, content),
        clock(table),
        table.map(this::reasons).orElse(List.of()));
  }

  private OptionalInt utilization(Content content) {
    OptionalLong percent = number(busy, content);
    return percent.isPresent() && percent.getAsLong() <= HUNDRED
        ? OptionalInt.of((int) percent.getAsLong() * PPM_PER_PERCENT)
        : OptionalInt.empty();
  }

  private Optional<Power> limit(Content content) {
    OptionalLong microwatts = number(cap, content);
    return microwatts.isPresent() && microwatts.getAsLong() > 0
        ? Optional.of(Power.ofMilliwatts(microwatts.getAsLong() / MILLI))
        : Optional.empty();
  }

  private OptionalInt temperature(Optional<GpuMetrics> table, Content content) {
    OptionalInt hotspot = table.map(GpuMetrics::hotspotCelsius).orElse(OptionalInt.empty());
    if (hotspot.isPresent()) {
      return OptionalInt.of(hotspot.getAsInt() * MILLI);
    }
    OptionalLong edge = number(temperature, content);
    return edge.isPresent() && edge.getAsLong() <= HOTTEST_MILLICELSIUS
        ? OptionalInt.of((int) edge.getAsLong())
        : OptionalInt.empty();
  }

  private static OptionalLong clock(Optional<GpuMetrics> table) {
    OptionalInt clock = table.map(GpuMetrics::clockMegahertz).orElse(OptionalInt.empty());
    return clock.isPresent()
        ? OptionalLong.of(clock.getAsInt() * HERTZ_PER_MEGAHERTZ)
        : OptionalLong.empty();
  }

  /** Those the table names, and those that have held since it was last read. */
  private List<String> reasons(GpuMetrics table) {
    List<String> reasons = new ArrayList<>(table.throttleReasons());
    List<Long> before = residency;
    residency = table.residency();
    for (int i = 0; i < Math.min(before.size(), residency.size()); i++) {
      if (residency.get(i) > before.get(i)) {
        reasons.add(GpuMetrics.RESIDENCY_REASONS.get(i));
      }
    }
    return reasons;
  }

  private static OptionalLong number(Optional<Attribute> attribute, Content content) {
    if (attribute.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(attribute.get().number(content));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public void close() {
    all.forEach(Attribute::close);
  }
}
