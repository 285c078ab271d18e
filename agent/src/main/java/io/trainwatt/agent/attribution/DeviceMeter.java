package io.trainwatt.agent.attribution;

import io.trainwatt.agent.counter.CounterEvent;
import io.trainwatt.agent.counter.CounterRules;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One device from its readings to its part of a sample. */
final class DeviceMeter {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Inventory.Chosen chosen;
  private final DeviceLedger ledger;
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

  void take(Reading reading, Usage usage, TickTime time, List<SensorEvent> events) {
    RawReading raw = raw(reading, time.boot());
    boolean away = ledger.state().interrupted();
    CounterStep step = CounterRules.next(device().energy(), ledger.state(), raw);
    boolean bridged = bridges(step, away);
    ledger.take(step, reading.monotonicNanos(), device(), usage, bridged);
    power = meanPower(step);
    if (ledger.epoch().isEmpty() && ledger.state().baseline().isPresent()) {
      open(reading, time, events);
    }
    tell(step, reading, time, events);
    if (bridged) {
      events.add(event("bridged", step, time, "counted by the hardware while nobody was reading"));
    }
  }

  private RawReading raw(Reading reading, String boot) {
    long millis = reading.monotonicNanos() / NANOS_PER_MILLI;
    return switch (reading) {
      case Reading.Counted counted -> {
        read = counted.gauges();
        yield RawReading.of(millis, boot, counted.microjoules());
      }
      case Reading.Powered powered -> {
        read = powered.gauges();
        yield RawReading.of(millis, boot, powered.milliwatts());
      }
      case Reading.Modelled modelled -> {
        read = modelled.gauges();
        yield RawReading.of(millis, boot, modelled.microjoules());
      }
      case Reading.Failed failed -> {
        read = Gauges.NONE;
        yield RawReading.failed(millis, boot);
      }
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

  private static Optional<Power> meanPower(CounterStep step) {
    return step.coveredMillis().signum() == 0
        ? Optional.empty()
        : Optional.of(
            Power.ofMilliwatts(
                step.measuredMicrojoules().divide(step.coveredMillis()).longValueExact()));
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
