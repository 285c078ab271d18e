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
import io.trainwatt.events.quantity.Energy;
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
import java.util.OptionalLong;

/** One device from its readings to its part of a sample. */
final class DeviceMeter {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final String RELOAD = "driver reload";

  private final Inventory.Chosen chosen;
  private final DeviceLedger ledger;
  private final List<Reading> heard = new ArrayList<>();
  private Gauges read = Gauges.NONE;
  private Optional<Power> power = Optional.empty();
  private Optional<CounterEvent> lastEvent = Optional.empty();

  DeviceMeter(Inventory.Chosen chosen, DeviceLedger ledger) {
    this.chosen = chosen;
    this.ledger = ledger;
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
    TickEnergy tick = new TickEnergy();
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
      }
      play(step, state, reading, tick, time, events);
      state = step.state();
      played++;
    }
    heard.subList(0, played).clear();
    ledger.take(tick, state, device(), usage);
    power = meanPower(tick);
  }

  private void play(
      CounterStep step,
      CounterState before,
      Reading reading,
      TickEnergy tick,
      TickTime time,
      List<SensorEvent> events) {
    boolean bridged = bridges(step, before.interrupted());
    tick.add(step, before, reading.monotonicNanos(), bridged);
    tick.presence().add(reading.uses());
    read = gauges(reading);
    if (ledger.epoch().isEmpty() && step.state().baseline().isPresent()) {
      open(reading, time, events);
    }
    tell(step, reading, time, events);
    if (bridged) {
      events.add(event("bridged", step, time, "counted by the hardware while nobody was reading"));
    }
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
    tellEpoch(time, events);
  }

  /** Begins a new epoch where the last good reading was. */
  void renew(String reason, TickTime time, List<SensorEvent> events) {
    if (ledger.epoch().isPresent()) {
      ledger.renew(reason, time.wallMicrosOf(ledger.readNanos()));
      tellEpoch(time, events);
    }
  }

  private void tellEpoch(TickTime time, List<SensorEvent> events) {
    String reason = ledger.epochs().reason();
    events.add(
        new SensorEvent(
            device().name(),
            reason.equals(Restored.NEW_BOOT) ? CounterEvent.NEW_BOOT.word() : "newEpoch",
            time.wallMicros(),
            Optional.empty(),
            OptionalLong.empty(),
            reason));
  }

  /** What lasts is told once, when it begins. */
  private void tell(CounterStep step, Reading reading, TickTime time, List<SensorEvent> events) {
    Optional<CounterEvent> before = lastEvent;
    lastEvent = step.event();
    if (step.event().isEmpty()) {
      return;
    }
    CounterEvent event = step.event().get();
    boolean baselineStays =
        step.coveredMillis().signum() == 0 && step.uncoveredMillis().signum() == 0;
    if (baselineStays && before.equals(step.event())) {
      return;
    }
    events.add(event(event.word(), step, time, detail(event, reading)));
  }

  private static String detail(CounterEvent event, Reading reading) {
    return switch (event) {
      case FAILED_READ ->
          reading instanceof Reading.Failed failed
              ? failed.reason()
              : "a value no counter can have";
      case NEW_BOOT -> "nothing can be concluded across boots";
      case STALE -> "not later than the last good reading";
      case AMBIGUOUS -> "it may have passed its range more than once: nothing is counted";
      case IMPLAUSIBLE -> "more than the device can draw: nothing is counted";
      case WRAP -> "the counter passed its range and went on from zero";
      case RESET -> "the counter started again from zero";
      case GAP -> "nobody was reading: what was used is estimated apart";
    };
  }

  private SensorEvent event(String kind, CounterStep step, TickTime time, String detail) {
    long energy = step.measuredMicrojoules().longValueExact();
    long millis = step.coveredMillis().add(step.uncoveredMillis()).longValueExact();
    return new SensorEvent(
        device().name(),
        kind,
        time.wallMicros(),
        energy > 0 ? Optional.of(Energy.ofMicrojoules(energy)) : Optional.empty(),
        millis > 0 ? OptionalLong.of(millis) : OptionalLong.empty(),
        detail);
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
                    Map.of(device().quality(), device().errorPpm()),
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
