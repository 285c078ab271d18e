package io.trainwatt.agent.sensor.cray;

import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sysfs.Attribute;
import io.trainwatt.agent.sysfs.Content;
import io.trainwatt.agent.sysfs.Look;
import io.trainwatt.events.sample.Gauges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Energy counters of HPE Cray nodes, {@code /sys/cray/pm_counters/*energy}, which their controller
 * renews about ten times a second ("User Access to Compute Node Power Data", HPE CSM
 * documentation). The node's is a meter of the whole node; those of CPU, memory and accelerators
 * stand in where no sensor of their own can be read. {@code freshness} says whether anything is
 * new, {@code startup} that the counters began again; {@code generation} counts changes of the
 * power cap and means nothing for energy.
 */
public final class CraySensor implements Sensor {
  private static final String NAME = "cray";
  private static final long STALLED_NANOS = 10_000_000_000L;

  private final Path folder;
  private final MonotonicClock clock;
  private final Content content = Content.ofText();
  private final Attribute freshness;
  private final Attribute startup;
  private List<PmCounter> counters = List.of();
  private Optional<Long> fresh = Optional.empty();
  private long freshSince;

  /** Under a sysfs root; nothing is opened before the probe. */
  public CraySensor(CrayConfig config, MonotonicClock clock) {
    this.folder = config.sysfsRoot().resolve("cray/pm_counters");
    this.clock = clock;
    this.freshness = new Attribute(folder.resolve("freshness"));
    this.startup = new Attribute(folder.resolve("startup"));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Probe probe() {
    close();
    if (!Files.isDirectory(folder)) {
      return Probe.NOTHING;
    }
    Look look = new Look(NAME);
    List<Device> devices = new ArrayList<>();
    List<PmCounter> found = new ArrayList<>();
    for (Path file : look.entries(folder, "")) {
      String name = file.getFileName().toString();
      Optional<Device> device = PmCounterDevice.of(name, file);
      if (device.isPresent()) {
        devices.add(device.get());
        PmCounter counter = new PmCounter(device.get().name(), file);
        counter.problem(content).ifPresent(problem -> look.tell(NAME, problem, ""));
        found.add(counter);
      }
    }
    for (Attribute clockwork : List.of(freshness, startup)) {
      if (Files.exists(clockwork.path()) && number(clockwork).isEmpty()) {
        look.tell(NAME, "cannot use " + clockwork.path() + ": not a whole number", "");
      }
    }
    if (devices.isEmpty()) {
      look.tell(NAME, "no energy counter under " + folder, "");
    }
    counters = List.copyOf(found);
    return new Probe(devices, List.of(), look.findings());
  }

  @Override
  public List<Reading> read() {
    long now = clock.nanos();
    Optional<Long> seen = number(freshness);
    if (seen.isPresent() && seen.equals(fresh)) {
      return now - freshSince < STALLED_NANOS ? List.of() : stalled(now, seen.get());
    }
    fresh = seen;
    freshSince = now;
    String incarnation = number(startup).map(count -> "startup " + count).orElse("");
    List<Reading> readings = new ArrayList<>(counters.size());
    for (PmCounter counter : counters) {
      readings.add(read(counter, incarnation));
    }
    return readings;
  }

  private Reading read(PmCounter counter, String incarnation) {
    try {
      long microjoules = counter.microjoules(content);
      return new Reading.Counted(
          counter.device(), clock.nanos(), microjoules, Gauges.NONE, incarnation, List.of());
    } catch (IOException e) {
      return new Reading.Failed(counter.device(), clock.nanos(), String.valueOf(e.getMessage()));
    }
  }

  private List<Reading> stalled(long now, long at) {
    List<Reading> readings = new ArrayList<>(counters.size());
    for (PmCounter counter : counters) {
      readings.add(
          new Reading.Failed(
              counter.device(), now, "%s stands still at %d".formatted(freshness.path(), at)));
    }
    return readings;
  }

  private Optional<Long> number(Attribute attribute) {
    try {
      attribute.read(content);
      return Optional.of(content.firstNumber());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    counters.forEach(PmCounter::close);
    counters = List.of();
    freshness.close();
    startup.close();
    fresh = Optional.empty();
  }
}
