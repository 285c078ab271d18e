package io.trainwatt.agent.attribution;

import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Inventory;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.SensorChoice;
import io.trainwatt.agent.sensor.SensorFeed;
import io.trainwatt.events.node.DeviceFacts;
import io.trainwatt.events.node.Finding;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.SensorEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The devices that are measured at present, as they come and go, and the books of those that went.
 * Used by one thread.
 */
final class Devices {
  private final SensorFeed feed;
  private final SensorChoice choice;
  private final Restored restored;
  private final Map<String, DeviceMeter> meters = new LinkedHashMap<>();
  private List<Inventory.Looked> looked = List.of();
  private Set<String> silent = Set.of();
  private boolean gathering;
  private boolean started;
  private Inventory inventory = new Inventory(List.of(), List.of(), List.of());
  private Set<String> needed = Set.of();
  private List<DeviceFacts> facts = List.of();

  /**
   * @param restored whose ledgers of devices that are not there wait until they come back
   */
  Devices(SensorFeed feed, SensorChoice choice, Restored restored) {
    this.feed = feed;
    this.choice = choice;
    this.restored = restored;
  }

  /** Those that are there, in order of preference. */
  Collection<DeviceMeter> meters() {
    return meters.values();
  }

  Optional<DeviceMeter> meter(String device) {
    return Optional.ofNullable(meters.get(device));
  }

  /** Of all devices, there or not. */
  List<DeviceLedger> ledgers() {
    List<DeviceLedger> ledgers = new ArrayList<>(restored.ledgers());
    meters.values().forEach(meter -> ledgers.add(meter.ledger()));
    return ledgers;
  }

  List<DeviceFacts> facts() {
    return facts;
  }

  List<Finding> findings() {
    return inventory.findings();
  }

  /** Looks whether sensors found something else than before, and who falls silent. */
  void refresh(TickTime time, List<SensorEvent> events) {
    List<Inventory.Looked> now = feed.looked();
    boolean stillGathering = feed.isGathering();
    Set<String> silentNow = silent();
    boolean same = now.equals(looked) && stillGathering == gathering && silentNow.equals(silent);
    if (started && same) {
      return;
    }
    looked = now;
    gathering = stillGathering;
    silent = silentNow;
    inventory = Inventory.of(now, choice, silentNow);
    apply(time, events);
    started |= !gathering;
  }

  private Set<String> silent() {
    Set<String> names = Set.of();
    for (DeviceMeter meter : meters.values()) {
      if (meter.isSilent()) {
        names = names.isEmpty() ? new HashSet<>() : names;
        names.add(meter.device().name());
      }
    }
    return names;
  }

  private void apply(TickTime time, List<SensorEvent> events) {
    Map<String, DeviceMeter> before = new LinkedHashMap<>(meters);
    Set<Component> stoodIn = EnumSet.noneOf(Component.class);
    Set<String> asked = new HashSet<>();
    List<DeviceFacts> told = new ArrayList<>();
    meters.clear();
    for (Inventory.Chosen chosen : inventory.chosen()) {
      boolean fallback = chosen.device().role() instanceof Device.Role.Fallback;
      if (fallback && gathering) {
        continue;
      }
      DeviceMeter known = before.remove(chosen.device().name());
      meters.put(chosen.device().name(), known == null ? appear(chosen, time, events) : known);
      if (known != null) {
        known.becomes(chosen, time, events);
      } else if (fallback) {
        stoodIn.add(chosen.device().component());
      }
      asked.add(chosen.sensor());
      told.add(chosen.facts());
    }
    before.values().forEach(meter -> leave(meter, time, events));
    stoodIn.forEach(this::standIn);
    needed = Set.copyOf(asked);
    facts = List.copyOf(told);
  }

  private DeviceMeter appear(Inventory.Chosen chosen, TickTime time, List<SensorEvent> events) {
    Device device = chosen.device();
    DeviceLedger ledger = restored.take(device.name(), device.component(), started);
    if (started) {
      events.add(event(device, "deviceFound", chosen.reason(), time));
    }
    return new DeviceMeter(chosen, ledger, time.monotonicNanos());
  }

  private void leave(DeviceMeter meter, TickTime time, List<SensorEvent> events) {
    Device device = meter.device();
    String why = "it is not there any more; its counters wait for it";
    if (device.role() instanceof Device.Role.Fallback) {
      // Something else measures its part from now on: that time must not count twice.
      meter.ledger().forgetReading();
      why = "something else measures it";
    }
    restored.keep(meter.ledger());
    events.add(event(device, "deviceGone", why, time));
  }

  /** A fallback measures a component from now on: that time must not count twice either. */
  private void standIn(Component component) {
    restored.standIn(component);
    for (DeviceMeter meter : meters.values()) {
      if (meter.isFailing() && meter.device().component() == component) {
        meter.ledger().forgetReading();
      }
    }
  }

  private static SensorEvent event(Device device, String kind, String detail, TickTime time) {
    return new SensorEvent(
        device.name(), kind, time.wallMicros(), Optional.empty(), OptionalLong.empty(), detail);
  }

  /** Takes over what was read since the last tick, and what happened to the sensors. */
  void listen(TickTime time, List<SensorEvent> events) {
    for (SensorFeed.Said said : feed.take(needed, time.monotonicNanos())) {
      for (Reading reading : said.readings()) {
        DeviceMeter meter = meters.get(reading.device());
        if (meter != null && meter.isReadBy(said.sensor())) {
          meter.hear(reading);
        }
      }
    }
    for (SensorFeed.Notice notice : feed.notices()) {
      events.add(
          new SensorEvent(
              notice.sensor(),
              notice.kind(),
              time.wallMicros(),
              Optional.empty(),
              OptionalLong.of(notice.durationMillis()),
              notice.detail()));
    }
  }

  /** Plays what was heard: parts first, as a fallback yields to a part that moves again. */
  void take(Usage usage, TickTime time, List<SensorEvent> events) {
    Set<Component> back = EnumSet.noneOf(Component.class);
    for (DeviceMeter meter : meters.values()) {
      if (!(meter.device().role() instanceof Device.Role.Fallback)) {
        boolean wasSilent = meter.isSilent();
        meter.take(usage, time, events);
        if (wasSilent && meter.tick().measured() > 0) {
          back.add(meter.device().component());
        }
      }
    }
    for (DeviceMeter meter : meters.values()) {
      if (meter.device().role() instanceof Device.Role.Fallback) {
        if (back.contains(meter.device().component())) {
          meter.skip();
        } else {
          meter.take(usage, time, events);
        }
      }
    }
  }
}
