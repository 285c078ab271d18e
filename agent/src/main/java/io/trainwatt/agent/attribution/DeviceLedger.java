package io.trainwatt.agent.attribution;

import io.trainwatt.agent.counter.CounterState;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.Epoch;
import io.trainwatt.events.sample.User;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The books of one device in its epoch: its total and who used it. In every quality the total is
 * the sum over runs, unattributed and retired, after every call.
 */
final class DeviceLedger {
  private static final int MOST_RUNS = 1 << 20;
  private static final long MILLIS_PER_SECOND = 1_000;

  private final String device;
  private final Component component;
  private final long[] totals = new long[Account.QUALITIES];
  private final Map<String, Account> runs = new LinkedHashMap<>();
  private Account unattributed = new Account();
  private Account retired = new Account();
  private long uncoveredMillis;
  private CounterState state = CounterState.INITIAL;
  private long readNanos;
  private EpochBook epochs;
  private Swing swing = new Swing();
  private IdleFloor floor = new IdleFloor();
  // Of all processes, up to which energy has been divided; not known after a start.
  private OptionalLong creditedBusy = OptionalLong.empty();

  DeviceLedger(String device, Component component, EpochBook epochs) {
    this.device = device;
    this.component = component;
    this.epochs = epochs;
  }

  String device() {
    return device;
  }

  Component component() {
    return component;
  }

  /** How far its gauge may be off. */
  Swing swing() {
    return swing;
  }

  CounterState state() {
    return state;
  }

  EpochBook epochs() {
    return epochs;
  }

  /** When its counters were true, on the boot's monotonic clock. */
  long readNanos() {
    return readNanos;
  }

  long uncoveredMillis() {
    return uncoveredMillis;
  }

  /** The reader was away: only hardware counted on. */
  void interrupted() {
    state = state.afterInterruption();
  }

  /** The next good reading is a first one: it adds nothing to what is in the books. */
  void forgetReading() {
    state = new CounterState(Optional.empty(), state.halfCarried(), state.history(), false);
  }

  /** Goes on from a reading that is a beginning: it adds nothing. */
  void begin(CounterState first, long atNanos) {
    state = first;
    readNanos = atNanos;
  }

  /**
   * Takes in what the readings of a tick added. Of what hardware counted while nobody looked only
   * runs that were there before and after have a share, by CPU time.
   *
   * @param after what the counter remembers now
   */
  void take(TickEnergy tick, CounterState after, Device device, Usage usage) {
    state = after;
    if (!tick.moved()) {
      return;
    }
    readNanos = tick.readNanos();
    long millis = Math.addExact(tick.covered(), tick.uncovered());
    uncoveredMillis = Math.addExact(uncoveredMillis, tick.uncovered());
    boolean bridged = tick.bridged();
    long[] used = used(usage, bridged);
    OptionalLong busy = busy(usage, used);
    long measured = tick.measured();
    if (measured > 0) {
      long[] shares =
          bridged
              ? bridgedShares(device, tick, millis, used, usage)
              : shares(device, measured, tick, millis, used, usage, busy);
      credit(device, measured, shares, usage, bridged);
    }
    long filled = tick.filled();
    if (filled > 0) {
      fill(device, filled, shares(device, filled, tick, millis, used, usage, busy), usage);
    }
    learn(tick, busy, usage);
    creditedBusy = usage.busyTicks();
    for (int i = 0; i < usage.runs().size(); i++) {
      account(usage.runs().get(i)).creditedUpTo(usage.cpuTicks()[i]);
    }
  }

  private long[] used(Usage usage, boolean bridged) {
    long[] used = new long[usage.runs().size()];
    for (int i = 0; i < used.length; i++) {
      Account account = account(usage.runs().get(i));
      used[i] = bridged && !account.present() ? 0 : account.usedSince(usage.cpuTicks()[i]);
    }
    return used;
  }

  /** CPU time of all processes since energy was last divided; absent when not known. */
  private OptionalLong busy(Usage usage, long[] used) {
    if (creditedBusy.isEmpty() || usage.busyTicks().isEmpty()) {
      return OptionalLong.empty();
    }
    long runs = 0;
    for (long ticks : used) {
      runs += ticks;
    }
    return OptionalLong.of(
        Math.max(runs, usage.busyTicks().getAsLong() - creditedBusy.getAsLong()));
  }

  /** Takes note of what it draws when nobody computes. */
  private void learn(TickEnergy tick, OptionalLong busy, Usage usage) {
    if (tick.bridged() || tick.uncovered() > 0 || busy.isEmpty()) {
      floor.forgetWindow();
    } else if (tick.covered() > 0) {
      long capacity = tick.covered() * usage.cpus() * usage.ticksPerSecond() / MILLIS_PER_SECOND;
      floor.note(tick.measured(), tick.covered(), busy.getAsLong(), capacity);
    }
  }

  private long[] shares(
      Device device,
      long microjoules,
      TickEnergy tick,
      long millis,
      long[] used,
      Usage usage,
      OptionalLong busy) {
    long[] shares = own(device, microjoules, tick, millis, used, usage, busy);
    boolean shared =
        switch (device.split()) {
          case Device.Split.CpuCapacity capacity -> true;
          case Device.Split.CpuTime time -> true;
          case Device.Split.ResidentMemory memory -> true;
          case Device.Split.Processes processes -> false;
          case Device.Split.Nobody nobody -> false;
        };
    if (shared) {
      Division.addReserved(shares, microjoules, usage);
    }
    return shares;
  }

  private long[] own(
      Device device,
      long microjoules,
      TickEnergy tick,
      long millis,
      long[] used,
      Usage usage,
      OptionalLong busy) {
    if (device.split() instanceof Device.Split.CpuCapacity && busy.isPresent()) {
      OptionalLong atRest =
          device.idlePower().isPresent()
              ? OptionalLong.of(device.idlePower().get().milliwatts())
              : floor.milliwatts();
      if (atRest.isPresent()) {
        long active = Math.max(0, microjoules - Math.multiplyExact(atRest.getAsLong(), millis));
        return Division.byShare(active, used, busy.getAsLong());
      }
    }
    long idle = device.idlePower().map(Power::milliwatts).orElse(0L);
    if (device.split() instanceof Device.Split.Processes) {
      boolean[] here = new boolean[used.length];
      Arrays.fill(here, true);
      long atRest = Math.min(microjoules, Math.multiplyExact(idle, millis));
      return tick.presence().shares(microjoules, atRest, usage, here);
    }
    return Division.of(device.split(), microjoules, millis, used, idle, usage);
  }

  /** Only runs that were there before nobody looked may have used something meanwhile. */
  private long[] bridgedShares(
      Device device, TickEnergy tick, long millis, long[] used, Usage usage) {
    return switch (device.split()) {
      case Device.Split.Nobody nobody -> new long[used.length];
      case Device.Split.Processes processes -> {
        boolean[] here = new boolean[used.length];
        for (int i = 0; i < here.length; i++) {
          here[i] = account(usage.runs().get(i)).present();
        }
        yield tick.presence().shares(tick.measured(), 0, usage, here);
      }
      case Device.Split.CpuCapacity capacity ->
          Division.byCapacity(tick.measured(), millis, used, usage);
      case Device.Split.CpuTime time -> Division.byCapacity(tick.measured(), millis, used, usage);
      case Device.Split.ResidentMemory memory ->
          Division.byCapacity(tick.measured(), millis, used, usage);
    };
  }

  private void credit(Device device, long whole, long[] shares, Usage usage, boolean bridged) {
    Quality quality = device.quality();
    long rest = whole;
    for (int i = 0; i < shares.length; i++) {
      account(usage.runs().get(i)).add(quality, shares[i], bridged);
      rest -= shares[i];
    }
    unattributed.add(quality, rest, bridged);
    totals[quality.ordinal()] = Math.addExact(totals[quality.ordinal()], whole);
  }

  private void fill(Device device, long whole, long[] shares, Usage usage) {
    long rest = whole;
    for (int i = 0; i < shares.length; i++) {
      account(usage.runs().get(i)).fill(device.quality(), shares[i]);
      rest -= shares[i];
    }
    unattributed.fill(device.quality(), rest);
  }

  private Account account(MeteredRun run) {
    return runs.computeIfAbsent(run.id(), id -> new Account());
  }

  /** A run has ended: what has not been divided yet is not its any more. */
  void settle(MeteredRun run, long cpuTicks) {
    account(run).creditedUpTo(cpuTicks);
  }

  /** Moves a run's counters into retired. */
  void retire(String run) {
    Account account = runs.remove(run);
    if (account != null) {
      retired.addAll(account);
    }
  }

  /** Retires every run but those. */
  void retireOthers(Set<String> present) {
    List.copyOf(runs.keySet()).stream().filter(run -> !present.contains(run)).forEach(this::retire);
  }

  /**
   * Begins a new epoch at the last good reading: values start at 0, nothing measured is lost. A
   * device that was never read has nothing to begin anew.
   *
   * @param startedWallMicros when the last good reading was, on the wall clock
   */
  void renew(String reason, long startedWallMicros) {
    if (epochs.current().isEmpty()) {
      return;
    }
    Arrays.fill(totals, 0);
    runs.values().forEach(Account::clear);
    unattributed = new Account();
    retired = new Account();
    uncoveredMillis = 0;
    epochs.close(reason);
    if (state.baseline().isPresent()) {
      epochs.open(startedWallMicros);
    }
  }

  Optional<Epoch> epoch() {
    return epochs.current();
  }

  Map<Quality, Energy> totals() {
    Map<Quality, Energy> map = new EnumMap<>(Quality.class);
    for (Quality quality : Quality.values()) {
      if (totals[quality.ordinal()] != 0) {
        map.put(quality, Energy.ofMicrojoules(totals[quality.ordinal()]));
      }
    }
    return map;
  }

  List<Counter> counters() {
    List<Counter> counters = new ArrayList<>(runs.size() + 2);
    runs.forEach((run, account) -> account.listInto(counters, new User.OfRun(run)));
    unattributed.listInto(counters, User.Remainder.UNATTRIBUTED);
    retired.listInto(counters, User.Remainder.RETIRED);
    return counters;
  }

  void write(DataOutput out) throws IOException {
    out.writeUTF(device);
    out.writeUTF(component.name());
    swing.write(out);
    floor.write(out);
    epochs.write(out);
    StateCodec.write(state, out);
    out.writeLong(readNanos);
    out.writeLong(uncoveredMillis);
    for (long total : totals) {
      out.writeLong(total);
    }
    unattributed.write(out);
    retired.write(out);
    out.writeInt(runs.size());
    for (Map.Entry<String, Account> run : runs.entrySet()) {
      out.writeUTF(run.getKey());
      run.getValue().write(out);
    }
  }

  /**
   * @param floors whether idle powers are in it, as they are since version 3
   */
  static DeviceLedger read(DataInput in, boolean floors) throws IOException {
    String device = in.readUTF();
    Component component = Component.valueOf(in.readUTF());
    Swing swing = Swing.read(in);
    IdleFloor floor = floors ? IdleFloor.read(in) : new IdleFloor();
    DeviceLedger ledger = new DeviceLedger(device, component, EpochBook.read(in));
    ledger.swing = swing;
    ledger.floor = floor;
    ledger.state = StateCodec.read(in);
    ledger.readNanos = in.readLong();
    ledger.uncoveredMillis = in.readLong();
    for (int q = 0; q < Account.QUALITIES; q++) {
      ledger.totals[q] = in.readLong();
    }
    ledger.unattributed = Account.read(in);
    ledger.retired = Account.read(in);
    int count = in.readInt();
    if (count < 0 || count > MOST_RUNS) {
      throw new IOException("%s has counters of %d runs".formatted(ledger.device, count));
    }
    for (int i = 0; i < count; i++) {
      ledger.runs.put(in.readUTF(), Account.read(in));
    }
    return ledger;
  }
}
