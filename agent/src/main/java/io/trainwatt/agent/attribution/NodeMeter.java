package io.trainwatt.agent.attribution;

import io.trainwatt.agent.sensor.DirectFeed;
import io.trainwatt.agent.sensor.Inventory;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.SensorChoice;
import io.trainwatt.agent.sensor.SensorFeed;
import io.trainwatt.events.node.DeviceFacts;
import io.trainwatt.events.node.Finding;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.SensorEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns what sensors read into cumulative counters by device, user and quality. In every result and
 * quality, a device's total is the sum of its listed runs, unattributed and retired.
 *
 * <p>Used by one thread.
 */
public final class NodeMeter {
  private static final String RUN_RETURNED = "run returned";
  private static final String MANY_RETIRED = "many runs retired";

  private final SensorFeed feed;
  private final Inventory inventory;
  private final Set<String> needed = new HashSet<>();
  private final String boot;
  private final NodeLoad load;
  private final Map<String, MeteredRun> runs = new LinkedHashMap<>();
  private final ProcessTable processes;
  private final List<DeviceMeter> meters = new ArrayList<>();
  private final Map<String, DeviceMeter> byDevice = new HashMap<>();

  /** Of devices that are not there at present: they may come back. */
  private final List<DeviceLedger> dormant = new ArrayList<>();

  private final RetiredRuns retired;
  private final List<Finding> findings;
  private Optional<String> renewal = Optional.empty();

  /**
   * Probes the sensors and goes on from a checkpoint.
   *
   * @param sensors in order of preference
   * @param boot Linux boot id: epochs go on within one boot only
   * @param checkpoint of the last committed tick; absent at the first start. One that cannot be
   *     read begins new epochs that say so
   */
  public NodeMeter(
      MeterConfig config, List<Sensor> sensors, String boot, Optional<byte[]> checkpoint) {
    this(config, new DirectFeed(sensors), SensorChoice.ALL, boot, checkpoint);
  }

  /**
   * Goes on from a checkpoint with what sensors have found.
   *
   * @param choice what the operator wants in the total
   * @param boot Linux boot id: epochs go on within one boot only
   * @param checkpoint of the last committed tick; absent at the first start. One that cannot be
   *     read begins new epochs that say so
   */
  public NodeMeter(
      MeterConfig config,
      SensorFeed feed,
      SensorChoice choice,
      String boot,
      Optional<byte[]> checkpoint) {
    this.boot = boot;
    this.feed = feed;
    this.inventory = Inventory.of(feed.looked(), choice, Set.of());
    inventory.chosen().forEach(chosen -> needed.add(chosen.sensor()));
    this.load = new NodeLoad(config.procRoot());
    Restored restored = Restored.from(checkpoint, boot, inventory);
    this.findings = new ArrayList<>(inventory.findings());
    findings.addAll(restored.findings());
    restored.runs().forEach(run -> runs.put(run.id(), run));
    this.retired = restored.retired();
    this.dormant.addAll(restored.dormant());
    for (Inventory.Chosen chosen : inventory.chosen()) {
      DeviceMeter meter = new DeviceMeter(chosen, restored.ledger(chosen.device().name()));
      meters.add(meter);
      byDevice.put(chosen.device().name(), meter);
    }
    this.processes = new ProcessTable(config.procRoot(), runs.values());
  }

  /**
   * Reads all sensors and processes once and divides what was used since the previous tick.
   *
   * @param monotonicNanos the boot's monotonic clock now, the same clock the sensors use
   * @param wallMicros the node's wall clock now, microseconds since 1970 UTC
   */
  public Measured tick(long monotonicNanos, long wallMicros) {
    TickTime time = new TickTime(boot, monotonicNanos, wallMicros);
    List<SensorEvent> events = new ArrayList<>();
    retireAcknowledged();
    renewEpochs(time, events);
    processes.scan();
    load.refresh(monotonicNanos);
    Usage usage = usage();
    listen(monotonicNanos);
    for (DeviceMeter meter : meters) {
      meter.take(usage, time, events);
    }
    settleEnded(usage);
    return new Measured(listed(), samples(), events, checkpoint());
  }

  private void listen(long monotonicNanos) {
    for (SensorFeed.Said said : feed.take(needed, monotonicNanos)) {
      for (Reading reading : said.readings()) {
        DeviceMeter meter = byDevice.get(reading.device());
        if (meter != null && meter.isReadBy(said.sensor())) {
          meter.hear(reading);
        }
      }
    }
  }

  private void retireAcknowledged() {
    for (MeteredRun run : List.copyOf(runs.values())) {
      if (run.mayRetire()) {
        processes.release(run);
        ledgers().forEach(ledger -> ledger.retire(run.id()));
        runs.remove(run.id());
        retired.add(run.id());
      }
    }
    if (retired.full()) {
      renewal = Optional.of(MANY_RETIRED);
    }
  }

  private void renewEpochs(TickTime time, List<SensorEvent> events) {
    if (renewal.isEmpty()) {
      return;
    }
    for (DeviceMeter meter : meters) {
      meter.renew(renewal.get(), time, events);
    }
    for (DeviceLedger ledger : dormant) {
      ledger.renew(renewal.get(), time.wallMicros());
    }
    retired.clear();
    renewal = Optional.empty();
  }

  private List<DeviceLedger> ledgers() {
    List<DeviceLedger> ledgers = new ArrayList<>(dormant);
    meters.forEach(meter -> ledgers.add(meter.ledger()));
    return ledgers;
  }

  private Usage usage() {
    List<MeteredRun> present = List.copyOf(runs.values());
    long[] cpu = new long[present.size()];
    long[] resident = new long[present.size()];
    for (int i = 0; i < cpu.length; i++) {
      cpu[i] = present.get(i).cpuTicks();
      resident[i] = present.get(i).residentPages() * load.units().pageBytes();
    }
    return new Usage(
        present,
        cpu,
        resident,
        load.cpus(),
        load.units().ticksPerSecond(),
        load.memoryTotal().orElse(0),
        processes::owner);
  }

  /** The values of the record that first says "ended" are final, so that its receipt is enough. */
  private void settleEnded(Usage usage) {
    for (int i = 0; i < usage.runs().size(); i++) {
      MeteredRun run = usage.runs().get(i);
      if (run.justEnded()) {
        for (DeviceLedger ledger : ledgers()) {
          ledger.settle(run, usage.cpuTicks()[i]);
        }
      }
    }
  }

  private List<ListedRun> listed() {
    List<ListedRun> listed = new ArrayList<>(runs.size());
    runs.values().forEach(run -> listed.add(run.listed(load.units())));
    return listed;
  }

  private List<DeviceSample> samples() {
    List<DeviceSample> samples = new ArrayList<>(meters.size());
    meters.forEach(meter -> meter.sample(load).ifPresent(samples::add));
    return samples;
  }

  private byte[] checkpoint() {
    return new Checkpoint(boot, ledgers(), List.copyOf(runs.values()), retired).encode();
  }

  /**
   * Makes a process and all that descend from it members of a run, from now on. Repeating it
   * changes nothing; a process of another run moves over. A run that had ended lives again.
   */
  public void register(String run, long pid) {
    if (!runs.containsKey(run) && retired.contains(run)) {
      renewal = Optional.of(RUN_RETURNED);
    }
    MeteredRun metered = runs.computeIfAbsent(run, MeteredRun::new);
    if (processes.register(metered, pid)) {
      metered.revive();
    }
  }

  /** The run a living process belongs to, by its process tree. */
  public Optional<String> runOf(long pid) {
    return processes.owner(pid).map(MeteredRun::id);
  }

  /** Declares a run over: processes of it that linger belong to nobody from now on. */
  public void end(String run) {
    MeteredRun metered = runs.get(run);
    if (metered != null) {
      processes.release(metered);
      metered.declareOver();
    }
  }

  /**
   * The broker has the last value of an ended run, that is, the first record that listed it as
   * ended: its counters move into retired at the next tick and it is listed no more. Without effect
   * on a run that has not been listed as ended.
   */
  public void acknowledged(String run) {
    MeteredRun metered = runs.get(run);
    if (metered != null) {
      metered.acknowledge();
    }
  }

  /** What the devices are and how they are read. */
  public List<DeviceFacts> facts() {
    return inventory.chosen().stream().map(Inventory.Chosen::facts).toList();
  }

  /** What cannot be measured here and the line that mends it. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }
}
