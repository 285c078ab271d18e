package io.trainwatt.agent.sensor.tpu;

import io.trainwatt.agent.sensor.Cadence;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.events.node.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/**
 * TPU chips, whose power no one measures: modelled from the duty cycle that libtpu serves while a
 * workload holds it (cloud-accelerator-diagnostics, tpu_info). A chip that no process holds is
 * idle; one that is held by a process that serves no metrics is not read. Without a chip nothing of
 * this is loaded but the scan of the PCI bus.
 */
public final class TpuSensor implements Sensor {
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final long HOLDERS_NANOS = Duration.ofSeconds(10).toNanos();
  private static final double PERCENT = 100;

  private final TpuConfig config;
  private final MonotonicClock clock;
  private List<Chip> chips = List.of();
  private Optional<RuntimeMetrics> metrics = Optional.empty();
  private Holders holders = new Holders(Map.of(), false);
  private long holdersNanos;

  /** Nothing is opened before the probe, and no connection before a read. */
  public TpuSensor(TpuConfig config, MonotonicClock clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "tpu";
  }

  @Override
  public Cadence cadence() {
    return chips.isEmpty() ? Cadence.AT_TICK : Cadence.every(EVERY);
  }

  @Override
  public Probe probe() {
    Chip.Found found = Chip.under(config.sysfsRoot());
    chips = found.chips();
    if (chips.isEmpty()) {
      close();
    } else {
      lookForHolders();
    }
    List<Device> devices = new ArrayList<>();
    for (int i = 0; i < chips.size(); i++) {
      devices.add(ChipDevice.of(config, name(i), chips.get(i)));
    }
    List<Finding> findings = new ArrayList<>();
    if (!found.unknown().isEmpty()) {
      findings.add(
          new Finding(
              "tpu",
              "a chip of Google's that this agent does not know: "
                  + String.join(", ", found.unknown()),
              ""));
    }
    return new Probe(devices, List.of(), findings);
  }

  private static String name(int chip) {
    return "tpu-" + chip;
  }

  @Override
  public List<Reading> read() {
    if (chips.isEmpty()) {
      return List.of();
    }
    if (clock.nanos() - holdersNanos > HOLDERS_NANOS) {
      lookForHolders();
    }
    try {
      return working();
    } catch (TpuFailure e) {
      return e.nobodyServes() ? unserved(e.problem()) : failed(e.problem());
    }
  }

  private void lookForHolders() {
    Set<String> nodes = new HashSet<>();
    chips.forEach(chip -> nodes.addAll(chip.nodes()));
    holders = Holders.of(config.procRoot(), nodes);
    holdersNanos = clock.nanos();
  }

  private RuntimeMetrics metrics() {
    if (metrics.isEmpty()) {
      metrics = Optional.of(new RuntimeMetrics(config));
    }
    return metrics.get();
  }

  private List<Reading> working() throws TpuFailure {
    NavigableMap<Long, Double> duty = metrics().gauges(RuntimeMetrics.DUTY_CYCLE);
    long at = clock.nanos();
    Map<Integer, Double> byChip = ChipOrder.means(duty, chips.size());
    Map<Integer, Double> used = memory(RuntimeMetrics.MEMORY_USED);
    Map<Integer, Double> total = memory(RuntimeMetrics.MEMORY_TOTAL);
    List<Reading> readings = new ArrayList<>(chips.size());
    for (int i = 0; i < chips.size(); i++) {
      Double percent = byChip.get(i);
      if (percent == null) {
        readings.addAll(unserved(i, "the runtime does not name this chip"));
      } else if (!(percent >= 0 && percent <= PERCENT)) {
        readings.add(new Reading.Failed(name(i), at, "a duty cycle of %s %%".formatted(percent)));
      } else {
        ChipDevice.Load load =
            new ChipDevice.Load(
                percent / PERCENT,
                Optional.ofNullable(used.get(i)),
                Optional.ofNullable(total.get(i)));
        readings.add(ChipDevice.reading(config, name(i), chips.get(i), at, load, pids(i)));
      }
    }
    return readings;
  }

  /** Memory is beside the point: power is read without it as well. */
  private Map<Integer, Double> memory(String metric) {
    try {
      return ChipOrder.sums(metrics().gauges(metric), chips.size());
    } catch (TpuFailure e) {
      return Map.of();
    }
  }

  private Set<Long> pids(int chip) {
    return holders.of(chips.get(chip));
  }

  private List<Reading> unserved(String problem) {
    List<Reading> readings = new ArrayList<>(chips.size());
    for (int i = 0; i < chips.size(); i++) {
      readings.addAll(unserved(i, problem));
    }
    return readings;
  }

  /** Idle if nobody can hold it; else nothing is known, and that is no sample. */
  private List<Reading> unserved(int chip, String problem) {
    long at = clock.nanos();
    Set<Long> pids = pids(chip);
    if (pids.isEmpty() && holders.complete() && !chips.get(chip).nodes().isEmpty()) {
      ChipDevice.Load idle = new ChipDevice.Load(0, Optional.empty(), Optional.empty());
      return List.of(ChipDevice.reading(config, name(chip), chips.get(chip), at, idle, pids));
    }
    String who =
        pids.isEmpty()
            ? "; whether a process holds the chip cannot be seen: run the agent as root"
            : "; process %d holds the chip".formatted(pids.iterator().next());
    return List.of(new Reading.Failed(name(chip), at, problem + who));
  }

  private List<Reading> failed(String problem) {
    List<Reading> readings = new ArrayList<>(chips.size());
    for (int i = 0; i < chips.size(); i++) {
      readings.add(new Reading.Failed(name(i), clock.nanos(), problem));
    }
    return readings;
  }

  @Override
  public void close() {
    metrics.ifPresent(RuntimeMetrics::close);
    metrics = Optional.empty();
  }
}
