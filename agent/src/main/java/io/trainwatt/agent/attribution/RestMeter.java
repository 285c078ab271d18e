package io.trainwatt.agent.attribution;

import io.trainwatt.agent.counter.CounterRules;
import io.trainwatt.agent.counter.CounterState;
import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.counter.together.Beyond;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.events.node.DeviceFacts;
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

/**
 * The pseudo-device {@code rest}: what a meter of the whole node sees beyond the parts, the highest
 * so far, so that parts and rest together are the node. The rules are those of {@code
 * conformance/README.md}, several sources. Used by one thread.
 */
final class RestMeter {
  static final String NAME = "rest";
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long PPM = 1_000_000;

  private final DeviceMeter meter;
  private final DeviceLedger ledger;
  private final Device device;
  private final Beyond beyond;
  private long metered;
  private long parts;
  private long uncertain;
  private boolean broken;
  private Optional<Power> power = Optional.empty();

  /**
   * @param split how it is divided among runs
   * @param before what a meter of this node had measured; goes on if it is the same
   */
  RestMeter(DeviceMeter meter, DeviceLedger ledger, Device.Split split, Optional<RestBook> before) {
    this.meter = meter;
    this.ledger = ledger;
    this.device = device(meter.device(), split);
    Optional<RestBook> known = before.filter(book -> book.meter().equals(meter.device().name()));
    this.beyond = known.map(book -> new Beyond(book.beyond())).orElseGet(Beyond::new);
    this.metered = known.map(RestBook::metered).orElse(0L);
    this.parts = known.map(RestBook::parts).orElse(0L);
    this.uncertain = known.map(RestBook::uncertain).orElse(0L);
  }

  private static Device device(Device meter, Device.Split split) {
    return new Device(
        NAME,
        Component.REST,
        meter.model(),
        meter.source(),
        "what %s measured beyond the parts in the total, the highest so far"
            .formatted(meter.name()),
        new Device.Role.Part(),
        meter.energy(),
        meter.quality(),
        meter.errorPpm(),
        meter.correlationGroup(),
        split,
        Optional.empty());
  }

  DeviceMeter meter() {
    return meter;
  }

  DeviceLedger ledger() {
    return ledger;
  }

  RestBook book() {
    return new RestBook(meter.device().name(), metered, parts, uncertain, beyond.state());
  }

  /** After a tick's readings have been taken. */
  void look(Devices devices, Usage usage, TickTime time, List<SensorEvent> events) {
    metered = Math.addExact(metered, meter.tick().measured());
    uncertain = Math.addExact(uncertain, error(meter));
    broken |= meter.tick().broke();
    boolean awaited = false;
    for (DeviceMeter part : devices.meters()) {
      if (part.isInTotal()) {
        parts = Math.addExact(parts, part.tick().measured());
        uncertain = Math.addExact(uncertain, error(part));
        awaited |= isAwaited(part, time);
      }
    }
    if (meter.ledger().state().baseline().isEmpty()) {
      return;
    }
    long before = beyond.rest().longValueExact();
    boolean exceeded =
        beyond.look(
            time.monotonicNanos() / NANOS_PER_MILLI,
            BigInteger.valueOf(metered),
            BigInteger.valueOf(parts),
            broken,
            awaited);
    broken = false;
    credit(beyond.rest().longValueExact() - before, usage, time, events);
    if (exceeded) {
      tellExceeded(time, events);
    }
  }

  private static long error(DeviceMeter of) {
    return Proportion.of(of.tick().measured(), Math.min(PPM, of.errorPpm()), PPM);
  }

  /** Whether a part may still bridge what the meter has seen already. */
  private boolean isAwaited(DeviceMeter part, TickTime time) {
    CounterState state = part.ledger().state();
    boolean behind = part.ledger().readNanos() < meter.ledger().readNanos();
    if (part.tick().moved() || state.baseline().isEmpty() || !behind) {
      return false;
    }
    EnergySource source = part.device().energy();
    long away = (time.monotonicNanos() - part.ledger().readNanos()) / NANOS_PER_MILLI;
    return source.kind() == EnergySource.Kind.COUNTER
        || away <= CounterRules.gapLimitMillis(source);
  }

  private void credit(long grown, Usage usage, TickTime time, List<SensorEvent> events) {
    long read = meter.ledger().readNanos();
    long millis =
        ledger.epoch().isPresent() ? Math.max(0, (read - ledger.readNanos()) / NANOS_PER_MILLI) : 0;
    if (ledger.epoch().isPresent() && millis == 0 && grown == 0) {
      power = Optional.empty();
      return;
    }
    CounterState.Baseline baseline =
        new CounterState.Baseline(
            read / NANOS_PER_MILLI, time.boot(), beyond.rest().longValueExact());
    CounterState state = new CounterState(Optional.of(baseline), false, List.of(), false);
    TickEnergy tick = new TickEnergy();
    tick.add(grown, Math.max(1, millis), read);
    ledger.take(tick, state, device, usage);
    power = millis == 0 ? Optional.empty() : Optional.of(Power.ofMilliwatts(grown / millis));
    if (ledger.epoch().isEmpty()) {
      ledger.epochs().open(time.wallMicrosOf(read));
      events.add(event("newEpoch", time, Optional.empty(), ledger.epochs().reason()));
    }
  }

  private void tellExceeded(TickTime time, List<SensorEvent> events) {
    events.add(
        new SensorEvent(
            meter.device().name(),
            "disagreement",
            time.wallMicros(),
            Optional.empty(),
            OptionalLong.of(CheckBook.COMPARED_MILLIS),
            "over ten minutes the parts measured more, by over a tenth, than the whole node's"
                + " meter"));
  }

  /** Begins a new epoch. */
  void renew(String reason, TickTime time, List<SensorEvent> events) {
    if (ledger.epoch().isPresent()) {
      ledger.renew(reason, time.wallMicrosOf(ledger.readNanos()));
      events.add(event("newEpoch", time, Optional.empty(), reason));
    }
  }

  private static SensorEvent event(
      String kind, TickTime time, Optional<Energy> energy, String detail) {
    return new SensorEvent(NAME, kind, time.wallMicros(), energy, OptionalLong.empty(), detail);
  }

  /** Its part of the sample; absent until its meter has been read once. */
  Optional<DeviceSample> sample() {
    return ledger
        .epoch()
        .map(
            epoch ->
                new DeviceSample(
                    NAME,
                    Component.REST,
                    epoch,
                    true,
                    ledger.readNanos(),
                    ledger.totals(),
                    ledger.counters(),
                    Map.of(device.quality(), errorPpm()),
                    device.correlationGroup(),
                    ledger.uncoveredMillis(),
                    Gauges.of(power, OptionalInt.empty(), Optional.empty())));
  }

  /** The rest is a difference: what meter and parts may be off is held against it alone. */
  private int errorPpm() {
    BigInteger rest = beyond.rest();
    if (rest.signum() == 0) {
      return device.errorPpm();
    }
    BigInteger ppm = BigInteger.valueOf(uncertain).multiply(BigInteger.valueOf(PPM)).divide(rest);
    return ppm.min(BigInteger.valueOf(Integer.MAX_VALUE)).intValueExact();
  }

  DeviceFacts facts() {
    return new DeviceFacts(
        NAME,
        Component.REST,
        device.model(),
        device.source(),
        true,
        "what " + meter.device().name() + " sees beyond the parts",
        Optional.of(Power.ofMilliwatts(device.energy().powerBoundMilliwatts())),
        List.of(device.quality()),
        device.method());
  }
}
