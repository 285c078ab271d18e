package io.trainwatt.agent.attribution;

import io.trainwatt.agent.counter.CounterEvent;
import io.trainwatt.agent.counter.CounterRules;
import io.trainwatt.agent.counter.CounterState;
import io.trainwatt.agent.counter.CounterStep;
import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.counter.RawReading;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Inventory;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.sample.SensorEvent;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** One device from its readings to its part of a sample. */
final class DeviceMeter {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long ALL_PPM = 1_000_000;
  private static final String RELOAD = "driver reload";

  private Inventory.Chosen chosen;
  private final DeviceLedger ledger;
  private final Liveness liveness = new Liveness();
  private final List<Reading> heard = new ArrayList<>();
  private Gauges read = Gauges.NONE;
  private TickEnergy tick = new TickEnergy();
  private long measuredSoFar;
  private Optional<Power> power = Optional.empty();
  private final DeviceEvents said;

  DeviceMeter(Inventory.Chosen chosen, DeviceLedger ledger, long nowNanos) {
    this.chosen = chosen;
    this.ledger = ledger;
    this.said = new DeviceEvents(chosen.device().name());
    liveness.begin(nowNanos);
  }

  /** The device was found again, perhaps read in another way. */
  void becomes(Inventory.Chosen other, TickTime time, List<SensorEvent> events) {
    Device before = device();
    chosen = other;
    boolean sameKind = before.energy().kind() == device().energy().kind();
    if (!sameKind || before.quality() != device().quality()) {
      ledger.forgetReading();
      heard.clear();
      String how =
          "read by %s from now on, by %s before".formatted(device().method(), before.method());
      said.tell("sourceChanged", 0, 0, how, time, events);
    }
  }

  boolean isInTotal() {
    return chosen.inTotal();
  }

  /** Whether it is there and yet measures nothing. */
  boolean isSilent() {
    return liveness.isSilent();
  }

  /** Whether nothing good has been read of it for long. */
  boolean isFailing() {
    return liveness.state() == Liveness.State.FAILING;
  }

  /** What the last tick added. */
  TickEnergy tick() {
    return tick;
  }

  /** What it measured since this process began, microjoules. */
  long measuredSoFar() {
    return measuredSoFar;
  }

  /** Its error as it is now, parts per million. */
  int errorPpm() {
    return device().observedSharePpm().isPresent()
        ? ledger.swing().widened(device().errorPpm())
        : device().errorPpm();
  }

  /** Lets a tick's readings go, as another device measures the same. */
  void skip() {
    heard.clear();
    ledger.forgetReading();
    tick = new TickEnergy();
  }

  Device device() {
    return chosen.device();
  }

  DeviceLedger ledger() {
    return ledger;
  }

  /** Whether it is this sensor that reads the device. */
  boolean isReadBy(String sensor) {
    return chosen.sensor().equals(sensor);
  }

  /** Keeps a reading until the tick is taken. */
  void hear(Reading reading) {
    heard.add(reading);
  }

  /** Plays all that was heard since the last tick, and divides what it adds up to. */
  void take(Usage usage, TickTime time, List<SensorEvent> events) {
    tick = new TickEnergy();
    CounterState state = ledger.state();
    int played = 0;
    while (played < heard.size()) {
      Reading reading = heard.get(played);
      CounterStep step = CounterRules.next(device().energy(), state, raw(reading, time.boot()));
      if (step.event().equals(Optional.of(CounterEvent.NEW_BOOT))) {
        if (tick.moved()) {
          // What ends here is told first, so that the next record may begin a new epoch.
          break;
        }
        ledger.begin(step.state(), reading.monotonicNanos());
        renew(RELOAD, time, events);
        tick.breakOff();
      }
      play(step, state, reading, time, events);
      state = step.state();
      played++;
    }
    heard.subList(0, played).clear();
    ledger.take(tick, state, device(), usage);
    power = meanPower(tick);
    measuredSoFar = Math.addExact(measuredSoFar, tick.measured());
    boolean zero = state.baseline().map(baseline -> baseline.value() == 0).orElse(false);
    liveness
        .look(tick, device(), zero, time.monotonicNanos())
        .ifPresent(change -> said.tell(change, tick.measured(), time, events));
  }

  private void play(
      CounterStep step,
      CounterState before,
      Reading reading,
      TickTime time,
      List<SensorEvent> events) {
    boolean bridged = bridges(step, before.interrupted());
    tick.add(step, before, reading.monotonicNanos(), bridged);
    tick.presence().add(reading.uses());
    swing(step, before);
    read = gauges(reading);
    if (ledger.epoch().isEmpty() && step.state().baseline().isPresent()) {
      open(reading, time, events);
    }
    said.tell(step, reading, time, events);
    if (bridged) {
      said.tell("bridged", step, "counted by the hardware while nobody was reading", time, events);
    }
  }

  private void swing(CounterStep step, CounterState before) {
    OptionalInt share = device().observedSharePpm();
    boolean integrated = step.coveredMillis().signum() > 0 && before.baseline().isPresent();
    if (share.isEmpty() || !integrated) {
      return;
    }
    long covered = step.coveredMillis().longValueExact();
    long change = valueOf(step.state()) - valueOf(before);
    long refresh = device().energy().refreshMillis();
    long unseen = Math.max(refresh, covered) - refresh * share.getAsInt() / ALL_PPM;
    ledger.swing().add(change, unseen, step.measuredMicrojoules().longValueExact(), covered);
  }

  private static long valueOf(CounterState state) {
    return state.baseline().map(CounterState.Baseline::value).orElse(0L);
  }

  private static RawReading raw(Reading reading, String linuxBoot) {
    long millis = reading.monotonicNanos() / NANOS_PER_MILLI;
    String boot =
        reading.incarnation().isEmpty() ? linuxBoot : linuxBoot + '/' + reading.incarnation();
    return switch (reading) {
      case Reading.Counted counted -> RawReading.of(millis, boot, counted.microjoules());
      case Reading.Powered powered -> RawReading.of(millis, boot, powered.milliwatts());
      case Reading.Modelled modelled -> RawReading.of(millis, boot, modelled.microjoules());
      case Reading.Failed failed -> RawReading.failed(millis, boot);
    };
  }

  private static Gauges gauges(Reading reading) {
    return switch (reading) {
      case Reading.Counted counted -> counted.gauges();
      case Reading.Powered powered -> powered.gauges();
      case Reading.Modelled modelled -> modelled.gauges();
      case Reading.Failed failed -> Gauges.NONE;
    };
  }

  private boolean bridges(CounterStep step, boolean away) {
    EnergySource source = device().energy();
    BigInteger limit = BigInteger.valueOf(CounterRules.gapLimitMillis(source));
    boolean longAgo = step.coveredMillis().compareTo(limit) > 0;
    return source.kind() == EnergySource.Kind.COUNTER
        && step.measuredMicrojoules().signum() > 0
        && (away || longAgo);
  }

  private static Optional<Power> meanPower(TickEnergy tick) {
    return tick.covered() == 0
        ? Optional.empty()
        : Optional.of(Power.ofMilliwatts(tick.measured() / tick.covered()));
  }

  private void open(Reading reading, TickTime time, List<SensorEvent> events) {
    ledger.epochs().open(time.wallMicrosOf(reading.monotonicNanos()));
    said.tellEpoch(ledger.epochs().reason(), time, events);
  }

  /** Begins a new epoch where the last good reading was. */
  void renew(String reason, TickTime time, List<SensorEvent> events) {
    if (ledger.epoch().isPresent()) {
      ledger.renew(reason, time.wallMicrosOf(ledger.readNanos()));
      said.tellEpoch(ledger.epochs().reason(), time, events);
    }
  }

  /** Its part of the sample; absent until it has been read once. */
  Optional<DeviceSample> sample(NodeLoad load) {
    return ledger
        .epoch()
        .map(
            epoch ->
                new DeviceSample(
                    device().name(),
                    device().component(),
                    epoch,
                    chosen.inTotal(),
                    ledger.readNanos(),
                    ledger.totals(),
                    ledger.counters(),
                    Map.of(device().quality(), errorPpm()),
                    device().correlationGroup(),
                    ledger.uncoveredMillis(),
                    gauges(load)));
  }

  private Gauges gauges(NodeLoad load) {
    boolean cpu = device().component() == Component.CPU;
    boolean memory = device().component() == Component.MEMORY;
    OptionalInt utilization =
        read.utilizationPpm().isEmpty() && cpu ? load.utilizationPpm() : read.utilizationPpm();
    return new Gauges(
        power,
        utilization,
        read.idlePower().or(device()::idlePower),
        memory ? load.memoryUsed() : read.memoryUsedBytes(),
        memory ? load.memoryTotal() : read.memoryTotalBytes(),
        read.powerLimit(),
        read.temperatureMillicelsius(),
        read.clockHertz(),
        read.throttleReasons());
  }
}
