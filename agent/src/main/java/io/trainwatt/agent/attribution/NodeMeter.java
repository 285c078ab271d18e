package io.trainwatt.agent.attribution;

import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.DirectFeed;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.SensorFeed;
import io.trainwatt.events.node.DeviceFacts;
import io.trainwatt.events.node.Finding;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.SensorEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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

  // As long as a device may read nothing good before it counts as silent.
  private static final long METER_MISSED_NANOS = 60_000_000_000L;

  private final String boot;
  private final NodeLoad load;
  private final ClockWatch clocks;
  private final Map<String, MeteredRun> runs = new LinkedHashMap<>();
  private final ProcessTable processes;
  private final Devices devices;
  private final Restored restored;
  private final Device.Split restSplit;
  private final Optional<Allowance> allowance;
  private final CheckBook checks = new CheckBook();
  private Optional<RestMeter> rest = Optional.empty();
  private OptionalLong meterSeenNanos = OptionalLong.empty();
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
    this(config, new DirectFeed(sensors), boot, checkpoint);
  }

  /**
   * Goes on from a checkpoint with what sensors find.
   *
   * @param feed closed by whoever made it
   * @param boot Linux boot id: epochs go on within one boot only
   * @param checkpoint of the last committed tick; absent at the first start. One that cannot be
   *     read begins new epochs that say so
   */
  public NodeMeter(MeterConfig config, SensorFeed feed, String boot, Optional<byte[]> checkpoint) {
    this.boot = boot;
    this.load = new NodeLoad(config.procRoot());
    this.clocks = new ClockWatch(config.procRoot());
    this.restored = Restored.from(checkpoint, boot);
    this.findings = new ArrayList<>(config.findings());
    findings.addAll(restored.findings());
    restored.runs().forEach(run -> runs.put(run.id(), run));
    this.retired = restored.retired();
    this.restSplit = config.choice().rest();
    this.allowance =
        config.view() == View.RESERVATION
            ? Optional.of(new Allowance(config.procRoot(), load.cpus()))
            : Optional.empty();
    this.devices = new Devices(feed, config.choice(), restored);
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
    clocks.look(time, events);
    retireAcknowledged();
    devices.refresh(time, events);
    chooseMeter(time, events);
    renewEpochs(time, events);
    processes.scan();
    load.refresh(monotonicNanos);
    Usage usage = usage();
    devices.listen(time, events);
    devices.take(usage, time, events);
    checks.look(devices, time, events);
    rest.ifPresent(meter -> meter.look(devices, usage, time, events));
    settleEnded(usage);
    return new Measured(listed(), samples(), events, checkpoint());
  }

  /**
   * Of several meters of the whole node the first that can be read counts. While there is none,
   * what is otherwise held against one stands in for it: after a minute, as a meter that is only
   * slow to answer goes on with its own books.
   */
  private Optional<DeviceMeter> nodeMeter(TickTime time) {
    Optional<DeviceMeter> failing = Optional.empty();
    Optional<DeviceMeter> check = Optional.empty();
    for (DeviceMeter meter : devices.meters()) {
      if (meter.isInTotal()) {
        continue;
      }
      if (meter.device().role() instanceof Device.Role.NodeMeter) {
        if (!meter.isFailing()) {
          meterSeenNanos = OptionalLong.of(time.monotonicNanos());
          return Optional.of(meter);
        }
        failing = failing.or(() -> Optional.of(meter));
      } else if (checksNode(meter) && !meter.isFailing()) {
        check = check.or(() -> Optional.of(meter));
      }
    }
    if (meterSeenNanos.isEmpty()) {
      meterSeenNanos = OptionalLong.of(time.monotonicNanos());
    }
    long missed = time.monotonicNanos() - meterSeenNanos.getAsLong();
    boolean standsIn = failing.isPresent() || missed >= METER_MISSED_NANOS;
    return standsIn && check.isPresent() ? check : failing;
  }

  private static boolean checksNode(DeviceMeter meter) {
    return meter.device().component() == Component.NODE
        && meter.device().role() instanceof Device.Role.Check;
  }

  private void chooseMeter(TickTime time, List<SensorEvent> events) {
    Optional<DeviceMeter> chosen = nodeMeter(time);
    if (!rest.map(RestMeter::meter).equals(chosen)) {
      Optional<RestBook> before = rest.map(RestMeter::book).or(restored::rest);
      rest.ifPresent(meter -> restored.keep(meter.ledger()));
      rest =
          chosen.map(
              meter ->
                  new RestMeter(
                      meter,
                      restored.take(RestMeter.NAME, Component.REST, rest.isPresent()),
                      restSplit,
                      before));
      tellMeter(before, chosen, time, events);
    }
  }

  /** Another meter than before says what the rest is. */
  private void tellMeter(
      Optional<RestBook> before,
      Optional<DeviceMeter> chosen,
      TickTime time,
      List<SensorEvent> events) {
    if (before.isEmpty() || chosen.isEmpty()) {
      return;
    }
    String now = chosen.get().device().name();
    if (!before.get().meter().equals(now)) {
      events.add(
          new SensorEvent(
              RestMeter.NAME,
              "sourceChanged",
              time.wallMicros(),
              Optional.empty(),
              OptionalLong.empty(),
              "the node is metered by %s from now on, by %s before"
                  .formatted(now, before.get().meter())));
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
    for (DeviceMeter meter : devices.meters()) {
      meter.renew(renewal.get(), time, events);
    }
    rest.ifPresent(meter -> meter.renew(renewal.get(), time, events));
    for (DeviceLedger ledger : restored.ledgers()) {
      ledger.renew(renewal.get(), time.wallMicros());
    }
    retired.clear();
    renewal = Optional.empty();
  }

  private List<DeviceLedger> ledgers() {
    List<DeviceLedger> ledgers = devices.ledgers();
    rest.ifPresent(meter -> ledgers.add(meter.ledger()));
    return ledgers;
  }

  private Usage usage() {
    List<MeteredRun> present = List.copyOf(runs.values());
    long[] cpu = new long[present.size()];
    long[] resident = new long[present.size()];
    long[] allowed = new long[present.size()];
    allowance.ifPresent(Allowance::refresh);
    for (int i = 0; i < cpu.length; i++) {
      cpu[i] = present.get(i).cpuTicks();
      resident[i] = present.get(i).residentPages() * load.units().pageBytes();
      MeteredRun run = present.get(i);
      allowed[i] = run.lives() ? allowance.map(cpus -> cpus.of(run)).orElse(0L) : 0;
    }
    return new Usage(
        present,
        cpu,
        resident,
        load.busyTicks(),
        allowed,
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
    List<DeviceSample> samples = new ArrayList<>();
    for (DeviceMeter meter : devices.meters()) {
      meter.sample(load).ifPresent(samples::add);
    }
    rest.flatMap(RestMeter::sample).ifPresent(samples::add);
    return samples;
  }

  private byte[] checkpoint() {
    Optional<RestBook> book = rest.map(RestMeter::book).or(restored::rest);
    return new Checkpoint(boot, ledgers(), List.copyOf(runs.values()), retired, book).encode();
  }

  /**
   * Makes a process and all that descend from it members of a run, from now on. Repeating it
   * changes nothing; a process of another run moves over. A run that had ended lives again.
   */
  public void register(String run, long pid) {
    register(run, pid, Optional.empty());
  }

  private void register(String run, long pid, Optional<Map<Long, List<Long>>> tree) {
    if (!runs.containsKey(run) && retired.contains(run)) {
      renewal = Optional.of(RUN_RETURNED);
    }
    MeteredRun metered = runs.computeIfAbsent(run, MeteredRun::new);
    if (processes.register(metered, pid, tree)) {
      metered.revive();
    }
  }

  /** The same of many processes at once, run by process. */
  public void registerAll(Map<Long, String> runsByPid) {
    if (runsByPid.isEmpty()) {
      return;
    }
    Optional<Map<Long, List<Long>>> tree = Optional.of(processes.children());
    runsByPid.forEach((pid, run) -> register(run, pid, tree));
  }

  /** Processes that held an accelerator in the last tick, as far as sensors know any. */
  public Set<Long> holders() {
    Set<Long> pids = new HashSet<>();
    devices.meters().forEach(meter -> meter.tick().presence().addPidsTo(pids));
    return pids;
  }

  /** The run a living process belongs to, by its process tree. */
  public Optional<String> runOf(long pid) {
    return processes.owner(pid).map(MeteredRun::id);
  }

  /** The living processes of each run that is listed, as of the last tick. */
  public Map<String, List<Long>> processes() {
    Map<String, List<Long>> processes = new LinkedHashMap<>();
    for (MeteredRun run : runs.values()) {
      List<Long> living = new ArrayList<>();
      for (Member member : run.members()) {
        if (member.alive()) {
          living.add(member.pid);
        }
      }
      processes.put(run.id(), living);
    }
    return processes;
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
    if (rest.isEmpty()) {
      return devices.facts();
    }
    List<DeviceFacts> facts = new ArrayList<>(devices.facts());
    facts.add(rest.get().facts());
    return facts;
  }

  /** What cannot be measured here and the line that mends it. */
  public List<Finding> findings() {
    if (findings.isEmpty()) {
      return devices.findings();
    }
    List<Finding> all = new ArrayList<>(devices.findings());
    all.addAll(findings);
    return all;
  }
}
